import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { namedGroup } from '../../../src/core/support/linear/namedGroup';
import { UnsupportedSyntax } from '../../../src/core/support/linear/syntax';

const piece = fc.constantFrom(
  'a',
  'b',
  '[ab]',
  '\\d',
  '1',
  '-',
  'a+',
  '\\d*',
  '(?:a|b1)',
  '[^-]+',
  '\\d{2}',
  'b?',
  '(a|1)',
);
const pieces = fc.array(piece, { maxLength: 3 }).map((parts) => parts.join(''));
const inner = fc.tuple(pieces, fc.option(pieces)).map(([one, other]) => (other === null ? one : `${one}|${other}`));
const text = fc.array(fc.constantFrom('a', 'b', '1', '2', '-'), { maxLength: 8 }).map((letters) => letters.join(''));

describe('What a named group holds', () => {
  for (const [expression, given, held] of [
    ['^main-(?<n>\\d+)$', 'main-17', '17'],
    ['^main-(?<n>\\d+)$', 'main-', undefined],
    ['^main-(?<n>\\d+)$', 'xmain-17', undefined],
    ['^[a-z]+-(?<at>\\d{8})-[0-9a-f]+$', 'main-20261224-3f2a', '20261224'],
    ['(?<n>\\d+)', 'build-12-34', '12'],
    ['.*-(?<n>[0-9]+)$', 'a-1-22', '22'],
    ['^(?<v>1|10|100)0*$', '1000', '100'],
    ['^(?<v>[^(?<x>)]+)$', 'abc', 'abc'],
    ['^\\(?(?<v>a)\\)?$', '(a)', 'a'],
  ] as const) {
    it(`${expression} of ${given} is ${held ?? 'nothing'}`, () => assert.equal(namedGroup(expression)(given), held));
  }

  for (const expression of [
    '^\\d+$',
    '(\\d+)',
    '(?<a>a)(?<b>b)',
    '(?:x(?<n>\\d+))',
    '(?<n>(?<m>a))',
    '(?<n>a)*',
    '(?<n>a)?b',
    'a|(?<n>b)',
    '(?<n>a)|b',
    '(?=a)(?<n>a)',
    '(?<n>a(?!b))',
    'a^(?<n>b)',
    '(?<n>a$)b',
    '(?<n>a)\\b',
    '(?<n>a)\\k<n>',
    '(?<=a)(?<n>b)',
  ]) {
    it(`${expression} is refused`, () => assert.throws(() => namedGroup(expression), UnsupportedSyntax));
  }

  it('is found exactly where the engine finds the expression, and is a way in which it can be read', () =>
    fc.assert(
      fc.property(
        fc.boolean(),
        pieces,
        inner,
        pieces,
        fc.boolean(),
        text,
        (starts, before, inside, after, ends, given) => {
          const [head, tail] = [starts ? '^' : '', ends ? '$' : ''];
          const held = namedGroup(`${head}${before}(?<n>${inside})${after}${tail}`)(given);
          assert.equal(held !== undefined, new RegExp(`${head}${before}(?:${inside})${after}${tail}`).test(given));
          if (held === undefined) return;
          assert.match(held, new RegExp(`^(?:${inside})$`));
          const literal = held.replaceAll('-', '\\-');
          assert.match(given, new RegExp(`${head}${before}${literal}${after}${tail}`));
        },
      ),
      { numRuns: 2_000 },
    ));

  it('takes no time to speak of over texts that make an engine slow', () => {
    const read = namedGroup('^(?:a|a)*(?<n>(?:b|b)*)c$');
    assert.equal(read(`${'a'.repeat(64)}${'b'.repeat(64)}`), undefined);
    assert.equal(read(`${'a'.repeat(60)}${'b'.repeat(60)}c`), 'b'.repeat(60));
  }).timeout(20_000);
});
