import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { ManifestFile, Path } from '../../../../src/core/manifest/objects';
import { maxDocuments, maxFileSizeBytes } from '../../../../src/core/manifest/read/documents';
import { duplicateObjects } from '../../../../src/core/manifest/read/duplicates';
import { readManifestFile } from '../../../../src/core/manifest/read/readManifestFile';

const object = (name: string, kind = 'ConfigMap') => `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: ${name}\n`;
const read = (text: string, file = 'a.yaml'): ManifestFile => readManifestFile(file, text);
const names = ({ objects }: ManifestFile) => objects.map(({ identity }) => identity.name);
const codes = ({ problems }: ManifestFile) => problems.map(({ code, line }) => `${code}:${line}`);

describe('reading manifest files', () => {
  it('reads all documents, whatever stands between them', () => {
    const text = `# head\n${object('a')}--- # comment\n---\n\n# nothing but this\n---\n${object('b')}...\n---\n${object('c')}`;
    assert.deepEqual(names(read(text)), ['a', 'b', 'c']);
    assert.deepEqual(codes(read(text)), []);
  });

  it('takes a List apart, each item with its own line', () => {
    const items = ['a', 'b']
      .map((name) => `  - apiVersion: v1\n    kind: ConfigMap\n    metadata: {name: ${name}}\n`)
      .join('');
    const file = read(`apiVersion: v1\nkind: List\nitems:\n${items}`);
    assert.deepEqual(names(file), ['a', 'b']);
    assert.deepEqual(
      file.objects.map(({ span }) => span.line),
      [4, 7],
    );
    assert.equal(file.objects[1]?.locate(['metadata', 'name']).line, 9);
  });

  it('what a list of one kind holds is of that kind', () => {
    const file = read('apiVersion: v1\nkind: ConfigMapList\nitems:\n  - metadata: {name: a}\n    data: {x: "1"}\n');
    assert.deepEqual(
      file.objects.map(({ identity, value }) => [identity.apiVersion, identity.kind, value['kind']]),
      [['v1', 'ConfigMap', 'ConfigMap']],
    );
    assert.equal(file.objects[0]?.locate(['data', 'x']).line, 5);
  });

  it('reads JSON', () => {
    const file = read(
      '{\n\t"apiVersion": "v1",\n\t"kind": "ConfigMap",\n\t"metadata": {"name": "a\\u0062"},\n\t"data": {"x": "1"}\n}\n',
      'a.json',
    );
    assert.deepEqual(names(file), ['ab']);
    assert.equal(file.objects[0]?.locate(['data', 'x']).line, 5);
  });

  it('CRLF and a mark of byte order change nothing but offsets', () => {
    const file = read(`\uFEFF${object('a')}data:\n  k: |\n    one\n    two\n`.replaceAll('\n', '\r\n'));
    assert.deepEqual(file.objects[0]?.value['data'], { k: 'one\ntwo\n' });
    assert.deepEqual(codes(file), []);
    assert.equal(file.objects[0].locate(['data', 'k']).line, 6);
  });

  it('--- in a block scalar is text', () => {
    const file = read(`${object('a')}data:\n  k: |\n    ---\n    x\n`);
    assert.deepEqual(file.objects[0]?.value['data'], { k: '---\nx\n' });
  });

  it('a broken document is a problem at its place, and the next one is read', () => {
    const file = read(`${object('a')}---\nkind: [\nx: 1\n---\n${object('b')}`);
    assert.deepEqual(names(file), ['a', 'b']);
    assert.ok(file.problems.every(({ code, line }) => code === 'syntax' && line >= 6 && line <= 8));
    assert.notEqual(file.problems.length, 0);
  });

  it('tabs, half-typed keys and unfinished quotes are problems, never exceptions', () => {
    for (const text of [
      'a:\n\tb: 1\n',
      'a:\n  templ\n  b: 1\n',
      'a: "x\nb: 1\n',
      '}',
      '@',
      '- a\nb: 1',
      '&a &b c',
      '%YAML 9\nx',
      '? ',
      '!<x',
    ]) {
      const { objects } = read(text);
      assert.deepEqual(objects, [], text);
    }
  });

  it('what wants to be an object and is none is said', () => {
    assert.deepEqual(codes(read('apiVersion: v1\nmetadata: {name: a}\n')), ['identity:1']);
    assert.deepEqual(codes(read('apiVersion: v1\nkind: ConfigMap\n')), ['identity:1']);
    assert.deepEqual(codes(read('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: 5}\n')), ['identity:1']);
    assert.deepEqual(codes(read('replicas: 3\n')), []);
  });

  it('empty text is an empty file', () => {
    for (const text of ['', '\n\n', '# only\n', '---\n---\n', '\uFEFF'])
      assert.deepEqual(read(text), { file: 'a.yaml', objects: [], problems: [] });
  });

  it('beyond its bounds a file is refused, and says so', () => {
    assert.deepEqual(codes(read('#'.repeat(maxFileSizeBytes + 1))), ['tooLarge:1']);
    assert.deepEqual(codes(read('---\na: b\n'.repeat(maxDocuments + 1))), ['tooLarge:1']);
  });

  it('nesting without end is a problem, and no crash', () => {
    for (const text of [
      '['.repeat(50_000),
      '['.repeat(50_000) + ']'.repeat(50_000),
      '- '.repeat(20_000),
      '{a: '.repeat(20_000),
    ]) {
      const { objects, problems } = read(text);
      assert.deepEqual(objects, []);
      assert.ok(problems.length > 0 && problems.length <= 20);
    }
  });

  it('a name that reads as a boolean is no name', () => assert.deepEqual(codes(read(object('y'))), ['identity:1']));

  it('the same object twice is found across files and versions of its API', () => {
    const files = [
      readManifestFile('a.yaml', `${object('x')}---\n${object('z')}`),
      readManifestFile('b.yaml', `${object('z')}---\n${object('z', 'Secret')}`),
    ];
    assert.deepEqual(
      duplicateObjects(files).map(({ file, line, code }) => `${file}:${line} ${code}`),
      ['b.yaml:1 duplicateObject'],
    );
  });
});

describe('templates that are not rendered', () => {
  const templates: Record<string, string> = {
    'a value in braces': 'spec:\n  replicas: {{ .Values.replicas }}\n',
    'a value in quotes': 'spec:\n  image: "{{ .Values.image }}"\n',
    'a control line': '{{- if .Values.enabled }}\nspec: {}\n{{- end }}\n',
    'an include': 'spec:\n  {{- include "x" . | nindent 2 }}\n',
  };
  for (const [what, text] of Object.entries(templates)) {
    it(`${what}: nothing of the file is read`, () => {
      const file = read(`${object('a')}---\n${object('b')}${text}`);
      assert.deepEqual(file.objects, []);
      assert.deepEqual(
        file.problems.map(({ code }) => code),
        ['templated'],
      );
    });
  }

  it('braces that are meant as text are read', () => {
    const rules = `data:\n  rule: |\n    {{ if .Values.x }} {{ $labels.pod }}\n  quoted: "{{ $value | humanize }}"\n  path: apps/{{name}}\n`;
    assert.deepEqual(names(read(object('a') + rules)), ['a']);
  });
});

describe('the line of a path', () => {
  const text = `apiVersion: v1
kind: Thing
metadata: {name: a}
base: &base
  cpu: 1
  deep: {x: 1}
list:
  - name: one
    value: 1
  - value: 2
    name: two
flow: [{name: f,
        value: 1}]
alias: *base
merged:
  <<: *base
  own: 1
block: |
  text
`;
  const located = (path: Path) => {
    const span = read(text).objects[0]?.locate(path);
    return [span?.line, text.slice(span?.start, span?.end)];
  };
  const cases: readonly (readonly [Path, number, string])[] = [
    [['kind'], 2, 'kind'],
    [['metadata', 'name'], 3, 'name'],
    [['base', 'cpu'], 5, 'cpu'],
    [['list', 0], 8, 'name: one'],
    [['list', 1], 10, 'value: 2'],
    [['list', 1, 'name'], 11, 'name'],
    [['list', 7, 'name'], 7, 'list'],
    [['flow', 0, 'value'], 13, 'value'],
    [['alias', 'cpu'], 14, 'alias'],
    [['alias', 'deep', 'x'], 14, 'alias'],
    [['merged', 'cpu'], 16, '<<'],
    [['merged', 'own'], 17, 'own'],
    [['block'], 18, 'block'],
    [['base', 'missing', 'deeper'], 4, 'base'],
  ];
  for (const [path, line, written] of cases) {
    it(`${path.join('.')} is on line ${line}`, () => assert.deepEqual(located(path), [line, written]));
  }

  it('a path that is not there at all is the object', () => {
    const [object] = read(text).objects;
    assert.ok(object);
    assert.deepEqual(object.locate(['nowhere']), object.span);
    assert.deepEqual(object.locate([]), object.span);
    assert.equal(object.span.line, 1);
  });
});
