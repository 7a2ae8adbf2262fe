import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { describe, it } from 'mocha';
import type { Value } from '../../../../src/core/manifest/objects';
import { readManifestFile } from '../../../../src/core/manifest/read/readManifestFile';
import type { Reader } from '../../../../src/core/manifest/read/scalar';

/** Measured on kubectl 1.32 (`annotate --local -o json`) and its kustomize 5.5: text, kubectl, kustomize. */
const measured: readonly (readonly [string, Value, Value])[] = [
  ['yes', true, 'yes'],
  ['on', true, 'on'],
  ['y', true, 'y'],
  ['n', false, 'n'],
  ['OFF', false, 'OFF'],
  ['TRUE', true, true],
  ['tRUE', 'tRUE', 'tRUE'],
  ['~', null, null],
  ['NULL', null, null],
  ['nULL', 'nULL', 'nULL'],
  ['0644', 420, 420],
  ['0o644', 420, 420],
  ['0O644', 420, 420],
  ['-0644', -420, -420],
  ['-0o17', -15, -15],
  ['0o8', '0o8', '0o8'],
  ['1_000', 1000, 1000],
  ['1__0', 10, 10],
  ['_1', '_1', '_1'],
  ['1_', 1, 1],
  ['0x1F', 31, 31],
  ['-0x1F', -31, -31],
  ['0x1_F', 31, 31],
  ['0b101', 5, 5],
  ['0b12', '0b12', '0b12'],
  ['08', 8, 8],
  ['089', 89, 89],
  ['0_7', 7, 7],
  ['1e3', 1000, 1000],
  ['1.5e3', 1500, 1500],
  ['1e-3', 0.001, 0.001],
  ['01e3', 1000, 1000],
  ['.5', 0.5, 0.5],
  ['5.', 5, 5],
  ['-.5', -0.5, -0.5],
  ['+12', 12, 12],
  ['-0', 0, 0],
  ['-0.0', 0, 0],
  ['1e400', '1e400', '1e400'],
  ['1e', '1e', '1e'],
  ['.', '.', '.'],
  ['0x', '0x', '0x'],
  ['inf', 'inf', 'inf'],
  ['NaN', 'NaN', 'NaN'],
  ['12:30:45', '12:30:45', '12:30:45'],
  ['190:20:30', '190:20:30', '190:20:30'],
  ['2024-01-01', '2024-01-01', '2024-01-01T00:00:00Z'],
  ['2024-01-01T10:00:00Z', '2024-01-01T10:00:00Z', '2024-01-01T10:00:00Z'],
  ['9007199254740993', 9007199254740993n, 9007199254740993n],
  ['-9223372036854775808', -9223372036854775808n, -9223372036854775808n],
  ['18446744073709551615', 18446744073709552000, 18446744073709551615n],
  ['18446744073709551616', 18446744073709552000, 18446744073709552000],
  ['0777777777777777777777777', 7.777777777777778e23, 7.777777777777778e23],
  ['1.10', 1.1, 1.1],
  ['=', '=', '='],
  ['"0644"', '0644', '0644'],
  ["'yes'", 'yes', 'yes'],
  ['!!str 5', '5', '5'],
  ['!!int "0644"', 420, 420],
  ['!!float "1"', 1, 1],
  ['!!bool "yes"', true, true],
  ['!!binary aGVsbG8=', 'hello', 'hello'],
  ['!other bar', 'bar', 'bar'],
  ['! 5', '5', '5'],
];

function read(spec: string, reader: Reader = 'kubectl') {
  const text = `apiVersion: example.org/v1\nkind: Thing\nmetadata: {name: a}\nspec:\n${spec}\n`;
  const { objects, problems } = readManifestFile('a.yaml', text, { reader });
  return { spec: objects[0]?.value['spec'], problems };
}

describe('reading scalars as Kubernetes does', () => {
  for (const [text, kubectl, kustomize] of measured) {
    it(`${text} is ${inspect(kubectl)} for kubectl, ${inspect(kustomize)} for kustomize`, () => {
      assert.deepEqual(read(`  v: ${text}`).spec, { v: kubectl });
      assert.deepEqual(read(`  v: ${text}`, 'kustomize').spec, { v: kustomize });
    });
  }

  it('refuses what JSON cannot carry', () => {
    for (const text of ['.inf', '-.INF', '.NaN', '!!bool "maybe"', '!!int "x"']) {
      assert.deepEqual(
        read(`  v: ${text}`).problems.map(({ code, line }) => [code, line]),
        [['unsupported', 5]],
        text,
      );
    }
  });
});

describe('reading keys as Kubernetes does', () => {
  it('an unquoted key is text by the same rules', () => {
    const spec = '  n: 1\n  1: 2\n  0644: 3\n  1.5: 4\n  true: 6\n  2024-01-01: 7\n  1e3: 8';
    assert.deepEqual(read(spec).spec, { '1': 2, '420': 3, '1000': 8, '1.5': 4, '2024-01-01': 7, false: 1, true: 6 });
    assert.deepEqual(read('  n: 1\n  off: 2', 'kustomize').spec, { n: 1, off: 2 });
  });

  it('a key twice: the last one counts, and the place is said', () => {
    const { spec, problems } = read('  a: 1\n  a: 2');
    assert.deepEqual(spec, { a: 2 });
    assert.deepEqual(
      problems.map(({ code, line, column }) => [code, line, column]),
      [['duplicateKey', 6, 3]],
    );
  });

  it('two spellings of one key are one key', () => {
    assert.deepEqual(read('  1: 1\n  "1": 2').spec, { '1': 2 });
    assert.deepEqual(read('  n: 1\n  off: 2').spec, { false: 2 });
  });

  it('a key that is a map, a list or null is refused', () => {
    for (const key of ['[a, b]', '{a: b}', '~']) {
      assert.deepEqual(
        read(`  ? ${key}\n  : 1`).problems.map(({ code }) => code),
        ['unsupported'],
        key,
      );
    }
  });

  it('__proto__ is a key like any other', () => {
    const { spec } = read('  __proto__: {polluted: yes}');
    assert.deepEqual(Object.entries(spec as object), [['__proto__', { polluted: true }]]);
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
  });
});

describe('merge keys', () => {
  const cases: readonly (readonly [string, Value, Value])[] = [
    ['  <<: {a: 1, b: 2}\n  b: 3', { a: 1, b: 3 }, { a: 1, b: 3 }],
    ['  b: 3\n  <<: {a: 1, b: 2}', { a: 1, b: 2 }, { a: 1, b: 3 }],
    ['  <<: [{a: 1}, {a: 2, c: 3}]', { a: 1, c: 3 }, { a: 1, c: 3 }],
    ['  "<<": {a: 1}', { '<<': { a: 1 } }, { '<<': { a: 1 } }],
  ];
  for (const [text, kubectl, kustomize] of cases) {
    it(`${text.replaceAll('\n', ' ')} reads as measured`, () => {
      assert.deepEqual(read(text).spec, kubectl);
      assert.deepEqual(read(text, 'kustomize').spec, kustomize);
    });
  }

  it('what is no map cannot be merged', () => {
    assert.deepEqual(
      read('  <<: 5').problems.map(({ code, line }) => [code, line]),
      [['unsupported', 5]],
    );
  });

  it('an alias means the last anchor before it', () => {
    assert.deepEqual(read('  a: &x 1\n  b: *x\n  c: &x 2\n  d: *x').spec, { a: 1, b: 1, c: 2, d: 2 });
  });

  it('an alias of nothing, or of what surrounds it, is a problem and no hang', () => {
    assert.deepEqual(read('  a: *nowhere').problems.length, 1);
    assert.deepEqual(read('  &x a: &y\n    b: *y').problems.length, 1);
  });

  it('aliases that multiply are refused', () => {
    const lines = ['  a0: &a0 [x,x,x,x,x,x,x,x,x,x]'];
    for (let i = 1; i < 10; i += 1)
      lines.push(
        `  a${i}: &a${i} [${Array<string>(10)
          .fill(`*a${i - 1}`)
          .join(',')}]`,
      );
    assert.deepEqual(
      read(lines.join('\n')).problems.map(({ code }) => code),
      ['tooLarge'],
    );
  });
});
