import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { mergeManifest } from '../../../../src/core/manifest/merge/mergeManifest';

const deployment = `# Header
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web   # the name
  namespace: shop-dev
spec:
  # how many
  replicas: 1
  template:
    spec:
      containers:
        # the web one
        - name: web
          image: "shop/web:1.0"  # pinned
          env:
            - name: A
              value: a

            # B matters
            - name: B
              value: 'b'
          ports: [{containerPort: 80}, {containerPort: 81, name: x}]
`;

interface Options {
  readonly base?: string | null;
  readonly target: string | null;
  readonly source: string | null;
  readonly owned?: readonly string[];
}

function merge({ base = null, target, source, owned = [] }: Options) {
  return mergeManifest({ base, target, source }, { ownedKeys: owned });
}

function merged(options: Options): string | null {
  const result = merge(options);
  assert.ok(result.kind === 'merged', JSON.stringify(result));
  return result.text;
}

function conflictsOf(options: Options): string[] {
  const result = merge(options);
  assert.ok(result.kind === 'conflict', JSON.stringify(result));
  return result.conflicts.map(({ document, key }) => [document, ...(key ?? [])].join('/'));
}

/** The same edit made on both: what a merge of it on top of the target must be. */
function carried(edit: (text: string) => string, own: (text: string) => string, owned: readonly string[] = []): void {
  const text = merged({ base: deployment, target: own(deployment), source: edit(deployment), owned });
  assert.equal(text, edit(own(deployment)));
}

const toProduction = (text: string) =>
  text
    .replace('replicas: 1', 'replicas: 5')
    .replace('shop-dev', 'shop')
    .replace('# how many', '# peak load, see the plan');

describe('merging a manifest by key', () => {
  const edits: Record<string, (text: string) => string> = {
    'a changed value': (text) => text.replace('web:1.0', 'web:1.1'),
    'a new list item with its comment': (text) =>
      text.replace(
        '          ports',
        '            # new\n            - name: C # see\n              value: |\n                x\n                y\n          ports',
      ),
    'a removed list item with its comment': (text) => text.replace(/ {12}# B matters\n.*\n.*\n/, ''),
    'a new key between others': (text) => text.replace('  template:\n', '  # slow\n  paused: true\n  template:\n'),
    'a removed key': (text) => text.replace(/ {10}ports.*\n/, ''),
    'a list in brackets': (text) => text.replace('81, name: x}', '81, name: y}, {containerPort: 90}'),
    'a change of quotes with a change of value': (text) => text.replace("'b'", 'c'),
    'a value that becomes a map': (text) =>
      text.replace("value: 'b'", 'valueFrom:\n                fieldRef: {fieldPath: x}'),
    'several at once': (text) =>
      text.replace('web:1.0', 'web:2').replace('value: a', 'value: z').replace('name: x}', 'name: q}'),
    'the last key of the file': (text) => text.replace(/ports: .*\n/, 'ports:\n            - containerPort: 8080\n'),
  };
  for (const [what, edit] of Object.entries(edits)) {
    it(`${what} arrives with its own lines, and all others stay byte for byte`, () => {
      carried(edit, toProduction);
      carried(edit, (text) => text.replaceAll('\n', '\r\n').replaceAll('\r\n', '\n'));
    });
  }

  it('line breaks stay those of the target', () => {
    const crlf = (text: string) => text.replaceAll('\n', '\r\n');
    const source = deployment.replace('  template:\n', '  # slow\n  paused: true\n  template:\n');
    assert.equal(merged({ base: deployment, target: crlf(deployment), source }), crlf(source));
  });

  it('a target without a line break at its end gets none in vain', () => {
    const source = `${deployment}  paused: true\n`;
    assert.equal(merged({ base: deployment, target: deployment.trimEnd(), source }), `${deployment}  paused: true`);
  });

  it('new lines take the indentation of where they come to stand', () => {
    const wide = 'kind: A\nspec:\n    one: 1\n    list:\n        - name: a\n          value: 1\n';
    const source =
      'kind: A\nspec:\n  one: 1\n  two:\n    deep: |\n      x\n        y\n  list:\n  - name: a\n    value: 1\n  - name: b\n    value: 2\n';
    assert.equal(
      merged({ base: wide, target: wide, source }),
      'kind: A\nspec:\n    one: 1\n    two:\n      deep: |\n        x\n          y\n    list:\n        - name: a\n          value: 1\n        - name: b\n          value: 2\n',
    );
  });

  it('JSON stays JSON', () => {
    const base = '{\n  "kind": "A",\n  "data": {\n    "a": "1",\n    "b": "2"\n  }\n}\n';
    const source = '{\n  "kind": "A",\n  "data": {\n    "a": "1",\n    "n": {"x": [1, 2]},\n    "c": "3"\n  }\n}\n';
    const text = merged({ base, target: base, source }) ?? '';
    assert.deepEqual(JSON.parse(text), JSON.parse(source));
    assert.ok(text.includes('    "a": "1",\n    "n": {"x": [1, 2]},\n    "c": "3"\n  }'), text);
  });

  it('both sides adding the same is no conflict', () => {
    const both = `${deployment}  paused: true\n`;
    assert.equal(merged({ base: deployment, target: both, source: both }), both);
  });

  it('a list without identities is one value', () => {
    const [base, source] = ['args: [a, b]\nx: 1\n', 'args:\n  - a\n  - c\nx: 1\n'];
    assert.equal(merged({ base, target: base.replace('x: 1', 'x: 2'), source }), 'args:\n  - a\n  - c\nx: 2\n');
    assert.deepEqual(conflictsOf({ base, target: 'args: [z]\nx: 1\n', source }), ['#1/args']);
  });
});

describe('conflicts', () => {
  it('one key given different values', () => {
    const [target, source] = [deployment.replace('1.0', '1.1'), deployment.replace('1.0', '1.2')];
    assert.deepEqual(conflictsOf({ base: deployment, target, source }), [
      'apps/Deployment/web/spec/template/spec/containers/name=web/image',
    ]);
  });

  it('a list item removed here and changed there, either way', () => {
    const removed = deployment.replace(/ {12}# B matters\n.*\n.*\n/, '');
    const changed = deployment.replace("'b'", 'c');
    const at = ['apps/Deployment/web/spec/template/spec/containers/name=web/env/name=B'];
    assert.deepEqual(conflictsOf({ base: deployment, target: removed, source: changed }), at);
    assert.deepEqual(conflictsOf({ base: deployment, target: changed, source: removed }), at);
  });

  it('a file removed here and changed there, either way', () => {
    const changed = deployment.replace('1.0', '1.1');
    assert.deepEqual(conflictsOf({ base: deployment, target: null, source: changed }), ['apps/Deployment/web']);
    assert.deepEqual(conflictsOf({ base: deployment, target: changed, source: null }), ['apps/Deployment/web']);
  });

  it('a value here, keys there', () => {
    const base = 'kind: A\n';
    assert.deepEqual(conflictsOf({ base, target: 'kind: A\nx: 1\n', source: 'kind: A\nx:\n  y: 2\n' }), ['#1/x']);
  });

  it('one side empties a map to which the other adds: what was added stays', () => {
    const [base, target, source] = ['x:\n  a: 1\ny: 1\n', 'x:\n  a: 1\n  b: 2\ny: 1\n', 'x: {}\ny: 1\n'];
    assert.equal(merged({ base, target, source }), 'x:\n  b: 2\ny: 1\n');
  });
});

describe('what the environment owns', () => {
  const owned = ['spec.replicas', 'metadata.namespace', '**.host'];

  it('stays with the target, adjacent lines or not', () => {
    const source = deployment
      .replace('replicas: 1', 'replicas: 2')
      .replace('shop-dev', 'shop-new')
      .replace('1.0', '1.1');
    assert.equal(
      merged({ base: deployment, target: toProduction(deployment), source, owned }),
      toProduction(deployment).replace('1.0', '1.1'),
    );
  });

  const ingress = (host: string, path: string, more = '') =>
    `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: web}\nspec:\n  rules:\n    - host: ${host}\n      http:\n        paths:\n          - path: ${path}\n${more}`;

  it('also where it would name the items of a list', () => {
    const [base, target, source] = [
      ingress('dev.example', '/'),
      ingress('example', '/'),
      ingress('dev.example', '/shop'),
    ];
    assert.equal(merged({ base, target, source, owned }), ingress('example', '/shop'));
  });

  it('and where such a list changes its length, a person decides', () => {
    const more = '    - host: other.dev\n      http: {}\n';
    const [base, target] = [ingress('dev.example', '/'), ingress('example', '/')];
    assert.deepEqual(conflictsOf({ base, target, source: ingress('dev.example', '/', more), owned }), [
      'networking.k8s.io/Ingress/web/spec/rules',
    ]);
  });

  it('does not come along with a new file', () => {
    assert.equal(
      merged({ target: null, source: deployment, owned }),
      deployment.replace('  namespace: shop-dev\n', '').replace('  # how many\n  replicas: 1\n', ''),
    );
  });

  it('goes with the object that the source removes', () => {
    assert.equal(merged({ base: deployment, target: toProduction(deployment), source: null, owned }), null);
  });

  it('goes with the surroundings that the source removes', () => {
    const bare = ingress('x', '/').replace(/ {2}rules[^]*/, '  ingressClassName: nginx\n');
    const full = (host: string) => `${ingress(host, '/')}  ingressClassName: nginx\n`;
    assert.equal(merged({ base: full('dev'), target: full('prod'), source: bare, owned }), bare);
  });
});

describe('several documents in a file', () => {
  const config = (name: string, data: string) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: dev}\ndata:\n${data}`;
  const [a, b, c] = [config('a', '  x: 1\n'), config('b', '  x: 1\n'), config('c', '  x: 1\n')];
  const inProduction = (text: string) => text.replaceAll('namespace: dev', 'namespace: prod');

  it('are matched by what they are, in any order and namespace', () => {
    const source = `${b.replace('x: 1', 'x: 2')}---\n${a}`;
    assert.equal(
      merged({ base: `${a}---\n${b}`, target: inProduction(`${a}---\n${b}`), source }),
      inProduction(`${a}---\n${b.replace('x: 1', 'x: 2')}`),
    );
  });

  it('come and go as wholes, with their comments', () => {
    const source = `${a}--- # the third\n# new\n${c}`;
    assert.equal(merged({ base: `${a}---\n${b}`, target: `${a}---\n${b}`, source }), source);
  });

  it('what comes first in the source comes first, as what is applied before the others', () => {
    const more = a.replace('x: 1', 'x: 1\n  y: 2');
    for (const mark of ['', '---\n', '# of the file\n---\n', '\uFEFF', '\uFEFF---\n']) {
      const [target, source] = [mark + a.replace('x: 1', 'x: 5'), `# new\n${c}---\n${b}---\n${more}`];
      const result = merged({ base: mark + a, target, source });
      assert.deepEqual(result?.match(/(?<=name: )\w/g), ['c', 'b', 'a'], mark);
      assert.ok(result.endsWith(more.replace('x: 1', 'x: 5')), mark);
    }
    assert.equal(merged({ base: b, target: b, source: `${c}---\n${b}---\n${a}` }), `${c}---\n${b}---\n${a}`);
    assert.equal(
      merged({ base: `${a}---\n${b}`, target: `${a}---\n${b}`, source: `${c}---\n${b}` }),
      `---\n${c}---\n${b}`,
    );
  });

  it('the first one may go', () => {
    assert.equal(merged({ base: `${a}---\n${b}`, target: `${a}---\n${b}`, source: b }), `---\n${b}`);
  });

  it('the same object twice is left to a merge by lines', () => {
    assert.equal(merge({ base: a, target: a, source: `${a}---\n${a}` }).kind, 'unparsable');
  });

  it('so is what does not parse, and what is a template', () => {
    for (const source of ['a: [', 'a: {{ .Values.x }}\n', 'a: "{{ .Values.x }}"\n']) {
      assert.equal(merge({ base: 'a: 1\n', target: 'a: 1\n', source }).kind, 'unparsable', source);
    }
  });
});

describe('anchors and merge keys', () => {
  const base = 'defaults: &d\n  cpu: 1\n  mem: 2\none:\n  <<: *d\n  own: 1\ntwo: *d\n';

  it('a change of the anchor is made once, and counts everywhere', () => {
    const source = base.replace('cpu: 1', 'cpu: 9');
    const target = base.replace('own: 1', 'own: 5');
    assert.equal(merged({ base, target, source }), source.replace('own: 1', 'own: 5'));
  });

  it('a key of its own beside a merge is added and removed as any other', () => {
    const source = base.replace('  own: 1\n', '  own: 1\n  cpu: 7\n');
    assert.equal(merged({ base, target: base, source }), source);
    assert.equal(merged({ base: source, target: source, source: base }), base);
  });

  it('what would change one use of a shared anchor only is refused, not guessed', () => {
    const source = 'defaults:\n  cpu: 1\n  mem: 2\none:\n  cpu: 1\n  mem: 2\n  own: 1\ntwo:\n  cpu: 8\n  mem: 2\n';
    const result = merge({ base, target: base.replace('mem: 2', 'mem: 3'), source });
    assert.equal(result.kind, 'conflict');
  });
});
