import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import type { ImageRule, TagPolicy } from '../../../src/core/catalog/update/rules';
import { chooseTag, type Choosing } from '../../../src/core/update/policy/choose';
import { orderOf } from '../../../src/core/update/policy/order';

function rule(policy: TagPolicy, exclude: readonly string[] = []): ImageRule {
  return { image: 'shop/cart', policy, exclude, pinsDigest: false, at: [] };
}

const semver = (range: string, exclude?: readonly string[]) => rule({ kind: 'semver', range }, exclude);
const pattern = (text: string, order: 'numeric' | 'time' | 'alphabetical') =>
  rule({ kind: 'pattern', pattern: text, order });

function chosen(
  of: ImageRule,
  said: Partial<Choosing> & Pick<Choosing, 'current' | 'tags'>,
  built?: Record<string, number>,
) {
  const order = orderOf(of, new Map(Object.entries(built ?? {})));
  return chooseTag(order, { taken: [], knowsOnlyListed: of.policy.kind === 'newest', ...said });
}

const newer = (tag: string, ties: readonly string[] = []) => ({ kind: 'newer', tag, ties }) as const;
const newest = { kind: 'newest' } as const;

describe('Which tag a policy wants', () => {
  const cases: readonly (readonly [name: string, got: unknown, wanted: unknown])[] = [
    [
      'the highest version in the range, not the last one of the list',
      chosen(semver('^1.2'), { current: '1.2.0', tags: ['1.10.0', '1.9.9', '2.0.0', '1.2.0', 'latest'] }),
      newer('1.10.0'),
    ],
    ['whole versions alone', chosen(semver('^1'), { current: '1.2.0', tags: ['1', '1.9', '1.2.0'] }), newest],
    [
      'a prerelease only where the range has one',
      chosen(semver('^1.2'), { current: '1.2.0', tags: ['1.3.0-rc.1', '1.2.0'] }),
      newest,
    ],
    [
      'a prerelease where the range has one of that version',
      chosen(semver('>=1.3.0-0'), { current: '1.2.0', tags: ['1.3.0-rc.1', '1.3.0-rc.2'] }),
      newer('1.3.0-rc.2'),
    ],
    [
      'nothing that is excluded',
      chosen(semver('^1', ['*.5', '1.4.*']), { current: '1.0.0', tags: ['1.4.1', '1.3.5', '1.2.0'] }),
      newer('1.2.0'),
    ],
    ['never an older one', chosen(semver('~1.2'), { current: '1.9.0', tags: ['1.2.7'] }), newest],
    [
      'with a leading v as without',
      chosen(semver('^1'), { current: '1.0.0', tags: ['v1.1.0', '1.1.0'] }),
      newer('1.1.0', ['v1.1.0']),
    ],
    [
      'not another name of what stands there',
      chosen(semver('^1'), { current: 'v1.1.0', tags: ['1.1.0', 'v1.1.0'] }),
      newest,
    ],
    ['nothing where there is none', chosen(semver('^3'), { current: '1.0.0', tags: ['1.1.0'] }), { kind: 'none' }],
    [
      'nothing for a tag that is no version',
      chosen(semver('^1'), { current: 'latest', tags: ['1.1.0'] }),
      { kind: 'unplaced', tag: 'latest' },
    ],
    [
      'what no registry could have is passed over',
      chosen(semver('^1'), {
        current: '1.0.0',
        tags: ['1.9.0\n', '1.8.0\u001b[31m', `1.7.0-${'a'.repeat(200)}`, ' 1.6.0', '1.5.0'],
      }),
      newer('1.5.0'),
    ],
    [
      'by number',
      chosen(pattern('^main-(?<n>\\d+)', 'numeric'), { current: 'main-9', tags: ['main-10', 'main-9'] }),
      newer('main-10'),
    ],
    [
      'by huge numbers',
      chosen(pattern('(?<n>\\d+)', 'numeric'), { current: '9007199254740992', tags: ['9007199254740993'] }),
      newer('9007199254740993'),
    ],
    [
      'by time, however it is written',
      chosen(pattern('^at-(?<t>.+)$', 'time'), {
        current: 'at-20261124',
        tags: ['at-2026-11-24T10-00-00', 'at-20261124T0930Z', 'at-20261399'],
      }),
      newer('at-2026-11-24T10-00-00'),
    ],
    [
      'not by a day that there is not',
      chosen(pattern('^at-(?<t>.+)$', 'time'), { current: 'at-20260101', tags: ['at-20260231', 'at-20261301'] }),
      { kind: 'none' },
    ],
    [
      'by letters',
      chosen(pattern('^(?<x>[a-z]+)$', 'alphabetical'), { current: 'b', tags: ['a', 'c', 'C'] }),
      newer('c'),
    ],
    [
      'by when it was built',
      chosen(rule({ kind: 'newest' }), { current: 'a', tags: ['a', 'b', 'c'] }, { a: 1, b: 3, c: 2 }),
      newer('b'),
    ],
    [
      'by when it was built, of those the pattern finds',
      chosen(
        rule({ kind: 'newest', pattern: '^r-' }),
        { current: 'r-1', tags: ['r-1', 'x', 'r-2'] },
        { 'r-1': 1, x: 3, 'r-2': 2 },
      ),
      newer('r-2'),
    ],
    [
      'not by guess where it is not known when the present one was built',
      chosen(rule({ kind: 'newest' }), { current: 'gone', tags: ['b'] }, { b: 3 }),
      { kind: 'unplaced', tag: 'gone' },
    ],
    [
      'nor where what was taken away is gone',
      chosen(rule({ kind: 'newest' }), { current: 'a', tags: ['a', 'b'], taken: ['gone'] }, { a: 1, b: 3 }),
      { kind: 'unplaced', tag: 'gone' },
    ],
    [
      'not what a rollback took away',
      chosen(semver('^1'), { current: '1.0.0', tags: ['1.0.0', '1.2.0'], taken: ['1.2.0'] }),
      { kind: 'held', tag: '1.2.0', by: '1.2.0' },
    ],
    [
      'nor an older one than that',
      chosen(semver('^1'), { current: '1.0.0', tags: ['1.1.0'], taken: ['1.2.0'] }),
      { kind: 'held', tag: '1.1.0', by: '1.2.0' },
    ],
    [
      'but a newer one',
      chosen(semver('^1'), { current: '1.0.0', tags: ['1.2.1', '1.2.0'], taken: ['1.2.0'] }),
      newer('1.2.1'),
    ],
    [
      'whatever was tried by hand beside the policy',
      chosen(semver('^1'), { current: '1.0.0', tags: ['1.1.0'], taken: ['debug'] }),
      newer('1.1.0'),
    ],
    [
      'none where the tag stays',
      chosen(rule({ kind: 'same' }), { current: 'stable', tags: ['stable', 'zebra'] }),
      { kind: 'none' },
    ],
  ];
  for (const [name, got, wanted] of cases) it(name, () => assert.deepEqual(got, wanted));

  const number = fc.integer({ min: 0, max: 4 });
  const version = fc
    .tuple(fc.constantFrom('', '', 'v'), number, number, number, fc.constantFrom('', '', '-rc.1', '-a'))
    .map(([v, major, minor, patch, pre]) => `${v}${major}.${minor}.${patch}${pre}`);
  const built = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.integer({ min: 0, max: 3 }), { maxKeys: 5 });
  const tag = fc.oneof(
    { weight: 4, arbitrary: version },
    { weight: 2, arbitrary: fc.nat(30).map((n) => `main-${n}`) },
    { weight: 1, arbitrary: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'latest', '1', '1.2', '20261124', '20261125') },
    { weight: 1, arbitrary: fc.string() },
  );
  const rules = fc.constantFrom(
    semver('^1'),
    semver('>=1.0.0-0 <3', ['*-a']),
    semver('*'),
    pattern('^main-(?<n>\\d+)$', 'numeric'),
    pattern('^(?<t>\\d+)$', 'time'),
    pattern('(?<x>[a-e])', 'alphabetical'),
    rule({ kind: 'newest' }),
    rule({ kind: 'same' }),
  );
  const question = fc.record({
    rule: rules,
    current: tag,
    tags: fc.array(tag, { maxLength: 12 }),
    taken: fc.array(tag, { maxLength: 2 }),
    built,
  });
  const answer = (said: { rule: ImageRule; built: Record<string, number> } & Choosing) =>
    chosen(said.rule, said, said.built);

  it('is never older than what stands there or was taken away, is one of the list, and is the newest of it', () =>
    fc.assert(
      fc.property(question, (said) => {
        const got = answer(said);
        const order = orderOf(said.rule, new Map(Object.entries(said.built)));
        if (got.kind !== 'newer') return;
        assert.ok(said.tags.includes(got.tag) && order.isWanted(got.tag));
        assert.match(got.tag, /^\w[\w.-]{0,127}$/);
        assert.ok(order.compare(got.tag, said.current) > 0);
        for (const one of said.taken) assert.ok(!order.isPlaced(one) || order.compare(got.tag, one) > 0);
        for (const one of said.tags) {
          if (/^\w[\w.-]{0,127}$/.test(one) && order.isWanted(one)) assert.ok(order.compare(got.tag, one) >= 0);
        }
      }),
      { numRuns: 3_000 },
    ));

  it('is the same in whatever order, and however often, the registry lists them', () =>
    fc.assert(
      fc.property(question, fc.infiniteStream(fc.nat()), (said, numbers) => {
        const keys = new Map(said.tags.map((one) => [one, numbers.next().value]));
        const shuffled = [...said.tags, ...said.tags].sort(
          (one, other) => (keys.get(one) ?? 0) - (keys.get(other) ?? 0),
        );
        assert.deepEqual(answer({ ...said, tags: shuffled }), answer(said));
      }),
      { numRuns: 2_000 },
    ));

  it('is nothing more once it is taken', () =>
    fc.assert(
      fc.property(question, (said) => {
        const got = answer(said);
        if (got.kind !== 'newer') return;
        assert.deepEqual(answer({ ...said, current: got.tag }), newest);
      }),
      { numRuns: 2_000 },
    ));
});
