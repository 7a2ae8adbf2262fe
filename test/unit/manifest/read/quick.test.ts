import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { flatten } from '../../../../src/core/manifest/merge/flatten';
import { documentsOf } from '../../../../src/core/manifest/merge/documentParts';
import { readQuickly } from '../../../../src/core/manifest/read/quick/readQuickly';
import { yamlQuick } from '../../../fuzz/targets/yamlQuick';
import { atOnce } from '../../../../src/core/support/turns';

const ordinary: Readonly<Record<string, string>> = {
  'maps and lists': 'a:\n  b: 1\n  c:\n  - x\n  - y: 2\n    z: 3\n  d:\n    - - 1\n      - 2\n',
  'comments anywhere': '# one\na: 1 # two\n# three\nb:\n  # four\n  c: 1\n  # five\n\n# six\nd: 2\n',
  'all kinds of scalars':
    'a: plain text\nb: "double \\"quoted\\""\nc: \'it\'\'s\'\nd: |\n  one\n   two\n\ne: >-\n  f\n  g\n',
  'several documents': '---\na: 1\n---\n# nothing\n---\nb: 1\n',
  'values that are not there': 'a:\nb: 1\nc:\n',
  'braces and brackets': 'a: { b: 1, c: [x, "y"] }\nd: [\n  1,\n  2\n]\n',
  JSON: '{\n  "a": [1, true, null],\n  "b": {"c": "d\\u00e9"}\n}\n',
};

describe('reading a file quickly', () => {
  for (const [what, text] of Object.entries(ordinary)) {
    it(`knows ${what}`, () => {
      assert.ok(readQuickly(text));
      yamlQuick.law(text);
    });
  }

  it('knows what teams keep in their repositories', () => {
    const corpus = readdirSync('test/corpus').filter((name) => name.endsWith('.yaml'));
    const texts = corpus.map((name) => readFileSync(join('test/corpus', name), 'utf8'));
    for (const text of texts) yamlQuick.law(text);
    const read = texts.filter((text) => readQuickly(text));
    assert.ok(read.length > texts.length * 0.7, `${read.length} of ${texts.length} are read quickly`);
  });

  it('says what the library says, places included, of any file that it reads', () =>
    fc.assert(
      fc.property(yamlQuick.inputs, (text) => {
        yamlQuick.law(text);
      }),
      { numRuns: 3_000 },
    ));

  for (const [what, text] of [
    ['an anchor', 'a: &x 1\nb: *x\n'],
    ['a tag', 'a: !!str 1\n'],
    ['a text over two lines', 'a: one\n  two\n'],
    ['a key that merges', 'a: {b: 1}\n<<: {c: 1}\n'],
    ['an error', 'a: b: c\n'],
    ['a return', 'a: 1\r\n'],
  ] as const) {
    it(`leaves ${what} to the library`, () => assert.equal(readQuickly(text), undefined));
  }
});

describe('reading a file in parts', () => {
  const rules = { ownedKeys: [] };
  const object = (kind: string, value: string) =>
    `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: web\nextra: 1\nstringData:\n  a: ${value}\ndata:\n  b: ${value}\n`;
  const entriesOf = (text: string) => {
    const file = flatten(text, rules);
    assert.ok(file.kind === 'flat');
    return [...file.entries.values()];
  };

  it('reads what versions have in common once', () => {
    const [one, other] = [object('Deployment', 'x'), object('Deployment', 'y')].map(
      (text) => atOnce(documentsOf(text, rules))?.order[0]?.units,
    );
    assert.ok(one && other);
    assert.deepEqual(
      one.map((unit, index) => unit === other[index]),
      [true, true, true, true, false, false],
    );
  });

  it('decides by the whole document what is secret', () => {
    const secrets = (kind: string) =>
      entriesOf(object(kind, 'x')).flatMap(({ key, secret }) => (secret ? [key.join('.')] : []));
    assert.deepEqual(secrets('Deployment'), ['stringData.a']);
    assert.deepEqual(secrets('Secret'), ['extra', 'stringData.a', 'data.b']);
  });

  for (const [what, text] of [
    ['a key twice', 'a: 1\n"a": 2\n'],
    ['two maps', '{a: 1}\n{b: 2}\n'],
    ['a list and a key', '- a\nb: 1\n'],
    ['keys that do not begin in one column', '  a: 1\nb: 2\n'],
  ] as const) {
    it(`reads ${what} as a whole`, () => assert.equal(atOnce(documentsOf(text, rules)), undefined));
  }
});
