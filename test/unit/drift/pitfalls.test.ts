import assert from 'node:assert/strict';
import { load } from 'js-yaml';
import { describe, it } from 'mocha';
import { bundledSchema } from '../../../src/core/cluster/schemas/bundled';
import type { LiveObject } from '../../../src/core/cluster/live';
import { compareManifests } from '../../../src/core/drift/compare';
import type { Path } from '../../../src/core/manifest/objects';
import { manifest } from './served';

/** Each difference as `path verdict line`. What is live is written as text here, one object each. */
function found(text: string, ...live: readonly string[]): readonly string[] {
  const objects = live.map((one) => load(one) as LiveObject);
  const { objects: drifts } = compareManifests(
    [manifest(text)],
    { objects, unseen: () => undefined },
    { schemaOf: bundledSchema },
  );
  return drifts.flatMap(({ fields, verdict, line }) =>
    fields.length > 0 ? fields.map((field) => `${field.path} ${field.verdict} ${field.line}`) : [`${verdict} ${line}`],
  );
}

const config = (data: string, name = 'web') => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\n${data}`;
const pod = (spec: string) => `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n${spec}`;
/** A kind that nothing is known of: its fields may be named at will. */
const thing = (spec: string) => `apiVersion: example.org/v1\nkind: Thing\nmetadata: {name: web}\n${spec}`;

/** What go-yaml and sigs.k8s.io/yaml do that other readers do not. */
describe('Where a manifest is written in a tricky way, drift is told at the right line', () => {
  it('through an alias: at its use, not at the anchor', () => {
    const text = thing('one: &x\n  cpu: 1\nspec:\n  two: *x\n  three: *x');
    assert.deepEqual(found(text, thing('one: {cpu: 1}\nspec: {two: {cpu: 2}, three: {cpu: 1}}')), [
      'spec.two.cpu changed 7',
    ]);
  });

  it('through a merge: at its use, and each use for itself', () => {
    const text = thing('base: &x\n  cpu: 1\nspec:\n  one:\n    <<: *x\n  two:\n    <<: *x');
    const live = thing('base: {cpu: 1}\nspec: {one: {cpu: 2}, two: {cpu: 3}}');
    assert.deepEqual(found(text, live), ['spec.one.cpu changed 8', 'spec.two.cpu changed 10']);
  });

  it('a key that stands below a merge beats it, and is the place', () => {
    const text = thing('base: &x {cpu: 1, memory: 1}\nspec:\n  <<: *x\n  cpu: 2');
    assert.deepEqual(found(text, thing('base: {cpu: 1, memory: 1}\nspec: {cpu: 2, memory: 1}')), ['none 2']);
    assert.deepEqual(found(text, thing('base: {cpu: 1, memory: 1}\nspec: {cpu: 1, memory: 2}')), [
      'spec.cpu changed 7',
      'spec.memory changed 6',
    ]);
  });

  it('of several merged maps the first one counts', () => {
    const text = thing('a: &a {cpu: 1}\nb: &b {cpu: 2, memory: 2}\nspec:\n  <<: [*a, *b]');
    const live = (spec: string) => thing(`a: {cpu: 1}\nb: {cpu: 2, memory: 2}\nspec: ${spec}`);
    assert.deepEqual(found(text, live('{cpu: 1, memory: 2}')), ['none 2']);
    assert.deepEqual(found(text, live('{cpu: 2, memory: 2}')), ['spec.cpu changed 7']);
  });

  it('in flow style: several fields on one line', () => {
    const text = pod('  containers:\n  - {name: web, image: nginx:1,\n     workingDir: /a}');
    const live = pod('  containers:\n  - {name: web, image: nginx:2, workingDir: /b}');
    assert.deepEqual(found(text, live), [
      'spec.containers[name=web].image changed 6',
      'spec.containers[name=web].workingDir changed 7',
    ]);
    assert.deepEqual(found(config('data: {a: "1", b: "2"}'), config('data: {a: "3", b: "4"}')), [
      'data.a changed 4',
      'data.b changed 4',
    ]);
  });

  it('in a block of text: at its key, whatever its marks for line ends', () => {
    for (const mark of ['|', '|-', '>+', '|2']) {
      const text = config(`data:\n  first: "1"\n  script: ${mark}\n    one\n    two\n\n  last: "1"`);
      assert.deepEqual(
        found(text, config('data: {first: "1", script: other, last: "2"}')),
        ['data.script changed 6', 'data.last changed 10'],
        mark,
      );
    }
  });

  it('what is missing stands in git; an extra has the line of what is nearest around it', () => {
    const text = pod('  containers:\n  - image: nginx:1\n    name: web\n    env:\n    - name: A\n      value: "1"');
    const live = pod('  containers:\n  - image: nginx:1\n    name: web\n    env:\n    - {name: B, value: "2"}');
    const byHand = { manager: 'kubectl-edit', operation: 'Update', fieldsV1: fieldsOfB };
    const edited = `${live}\n`.replace('{name: web}', `{name: web, managedFields: [${JSON.stringify(byHand)}]}`);
    assert.deepEqual(found(text, edited), [
      'spec.containers[name=web].env[name=A] missing 9',
      'spec.containers[name=web].env[name=B] extra 8',
    ]);
  });

  it('items go by their names, in whatever order they are live', () => {
    const text = pod('  containers:\n  - name: a\n    image: a:1\n  - name: b\n    image: b:1');
    const live = pod('  containers:\n  - {name: b, image: b:2}\n  - {name: a, image: a:1}');
    assert.deepEqual(found(text, live), ['spec.containers[name=b].image changed 9']);
  });

  it('in several documents, Lists and JSON: by what an object is, not by where it stands', () => {
    const documents = `---\n# first\n---\n${config('data:\n  k: "1"', 'a')}\n--- # next\n${config('data:\n  k: "1"', 'b')}\n...\n`;
    const live = [config('data: {k: "2"}', 'b'), config('data: {k: "1"}', 'a')];
    assert.deepEqual(found(documents, ...live), ['none 5', 'data.k changed 14']);
    const items = ['a', 'b'].map((name) => `- ${config('data:\n  k: "1"', name).replaceAll('\n', '\n  ')}\n`);
    const list = `apiVersion: v1\nkind: List\nitems:\n${items.join('')}`;
    assert.deepEqual(found(list, ...live), ['none 5', 'data.k changed 13']);
    const json = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: live.map((one) => load(one)) }, null, 1);
    const at = json.split('\n').findIndex((line) => line.includes('"k": "2"')) + 1;
    assert.deepEqual(found(json, config('data: {k: "1"}', 'b'), live[1] ?? ''), [`data.k changed ${at}`, 'none 17']);
  });

  it('--- in a block of text is text', () => {
    const text = config('data:\n  k: |\n    a\n    ---\n    b\n  l: "1"');
    assert.deepEqual(found(text, config('data: {k: "a\\n---\\nb\\n", l: "2"}')), ['data.l changed 9']);
  });

  it('CRLF, a mark of byte order, and tabs move no line and make no difference', () => {
    const text = config('data:\n  k: |\n    a\n    b\n  l: "1"\t# as it was\n  m: 1\u00e9\ud83d\ude00\n  n2: "1"');
    const live = (n2: string) => config(`data: {k: "a\\nb\\n", l: "1", m: "1\u00e9\ud83d\ude00", n2: "${n2}"}`);
    for (const written of [text, `\uFEFF${text}`, `\uFEFF${text}`.replaceAll('\n', '\r\n')]) {
      assert.deepEqual(found(written, live('1')), ['none 2'], JSON.stringify(written));
      assert.deepEqual(found(written, live('2')), ['data.n2 changed 10'], JSON.stringify(written));
    }
  });

  it('comments are no part of a value', () => {
    const text = config('# above\ndata: # beside\n  a: x # y\n  # between\n  b: "x # y"\n  c: x#y\n  d: # nothing\n');
    assert.deepEqual(found(text, config('data: {a: x, b: "x # y", c: "x#y", d: ""}')), ['none 2']);
    assert.deepEqual(found(text, config('data: {a: "x # y", b: x, c: x, d: ""}')), [
      'data.a changed 6',
      'data.b changed 8',
      'data.c changed 9',
    ]);
  });

  it('a template that is not rendered is unknown, and nothing in it is marked', () => {
    const text = `${config('data: {k: "1"}')}\n---\n${thing('spec:\n  replicas: {{ .Values.replicas }}')}`;
    assert.deepEqual(found(text, config('data: {k: "2"}'), thing('spec: {replicas: 2}')), ['unknown 10']);
  });

  it('ciphertext is never held against the Secret that comes of it', () => {
    const live = 'apiVersion: v1\nkind: Secret\nmetadata: {name: web}\ndata: {p: eA==}';
    const sops = live.replace('eA==', '"ENC[x]"');
    assert.deepEqual(found(`${sops}\nsops:\n  mac: ENC[x]`, live), ['unknown 2']);
    const sealed =
      'apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: {name: web}\nspec: {encryptedData: {p: Ag}}';
    assert.deepEqual(found(sealed, live), ['absent 2']);
    assert.deepEqual(found(sealed, live, sealed), ['none 2']);
  });

  it('a value that a patch puts in has no line where that is not certain, and no other line either', () => {
    const file = manifest(pod('  containers:\n  - name: web\n    image: nginx:1\n    workingDir: /a'));
    const nowhere = { start: 0, end: 0, line: 0 }; // as rendering says it
    const objects = file.objects.map((object) => ({
      ...object,
      locate: (path: Path) => (path.includes('image') ? nowhere : object.locate(path)),
    }));
    const live = load(pod('  containers:\n  - {name: web, image: nginx:2, workingDir: /b}')) as LiveObject;
    const { objects: drifts } = compareManifests(
      [{ ...file, objects }],
      { objects: [live], unseen: () => undefined },
      { schemaOf: bundledSchema },
    );
    assert.deepEqual(
      drifts.flatMap(({ fields }) => fields.map((field) => ['line' in field, field.line])),
      [
        [false, undefined],
        [true, 8],
      ],
    );
  });

  it('keys that are no text are what kubectl makes of them', () => {
    const text = config('data:\n  1: "a"\n  n: "b"\n  0644: "c"\n  1.5: "d"');
    assert.deepEqual(found(text, config('data: {"1": a, "false": b, "420": c, "1.5": d}')), ['none 2']);
    assert.deepEqual(found(text, config('data: {"1": x, "false": x, "420": c, "1.5": d}')), [
      'data["1"] changed 5',
      'data.false changed 6',
    ]);
  });
});

const fieldsOfB = {
  'f:spec': {
    'f:containers': { 'k:{"name":"web"}': { 'f:env': { 'k:{"name":"B"}': { '.': {}, 'f:name': {}, 'f:value': {} } } } },
  },
};
