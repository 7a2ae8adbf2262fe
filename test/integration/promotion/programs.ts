import fc from 'fast-check';
import type { Landing } from './edge';
import type { Key } from './model';
import type { SourceStyle } from './sourceLanding';

/** `e` is a whole file that is one value, the others are keys of two files. */
export const keys = ['a', 'b', 'c', 'd', 'e'] as const;

/** Landings as a person chooses them; what they make is each forge's own. */
export type ChosenLanding = Extract<Landing, string>;
/** Of those, what keeps the trailers. */
export type KeptLanding = Exclude<ChosenLanding, 'squashEdited' | 'direct'>;

export type Action =
  | { readonly kind: 'edit'; readonly key: Key; readonly change: 'new' | 'back' | 'remove' }
  | { readonly kind: 'scale' }
  /** A commit on the source that changes nothing that travels. */
  | { readonly kind: 'unrelated' }
  /** `head`: one commit, or a merge with the source as second parent, which is not landed by rebase. */
  | { readonly kind: 'promote'; readonly landing: ChosenLanding; readonly head: 'commit' | 'merge' }
  | { readonly kind: 'promotePart'; readonly landing: KeptLanding | 'squashEdited'; readonly count: number }
  /**
   * The source branch itself, by git's own merge, whatever comes of it; where the forge is silent, git alone tells.
   * `quoted`: a squash quotes the text of a pull request that was opened so many commits ago.
   */
  | {
      readonly kind: 'landSource';
      readonly style: SourceStyle;
      readonly forge: 'tells' | 'silent';
      readonly quoted: number | null;
    }
  /**
   * The key `last`: what the newest deployment changed, a rollback or another hotfix as it may be. To a value of its own, to
   * one that the source once held, or by taking the key away.
   */
  | { readonly kind: 'hotfix'; readonly key: Key; readonly value: 'new' | 'older' | 'none' }
  | { readonly kind: 'returnHotfix'; readonly key: Key }
  | { readonly kind: 'cherryPick'; readonly key: Key }
  | { readonly kind: 'restore'; readonly back: number; readonly landing: KeptLanding | 'squashEdited' }
  | {
      readonly kind: 'undo';
      readonly back: number;
      readonly count: number;
      readonly landing: KeptLanding | 'squashEdited';
    }
  /** As `git revert` and the forges do it. */
  | { readonly kind: 'revert'; readonly back: number };

const key = fc.constantFrom(...keys);
const landing = fc.constantFrom<ChosenLanding>('merge', 'squash', 'rebase', 'squashEdited', 'direct');
const keptOrEdited = fc.constantFrom<KeptLanding | 'squashEdited'>(
  'merge',
  'squash',
  'rebase',
  'merge',
  'squash',
  'squashEdited',
);

function hotfix(of: fc.Arbitrary<Key>): fc.Arbitrary<Action> {
  return fc.record({
    kind: fc.constant('hotfix' as const),
    key: of,
    value: fc.constantFrom('new' as const, 'new' as const, 'older' as const, 'none' as const),
  });
}

/** @param least how many deployments a restore goes back, at least */
function rollback(least: number): fc.Arbitrary<Action> {
  return fc.oneof(
    fc.record({
      kind: fc.constant('restore' as const),
      back: fc.integer({ min: least, max: least + 3 }),
      landing: keptOrEdited,
    }),
    fc.record({
      kind: fc.constant('undo' as const),
      back: fc.integer({ min: 0, max: 3 }),
      count: fc.integer({ min: 1, max: 2 }),
      landing: keptOrEdited,
    }),
    fc.record({ kind: fc.constant('revert' as const), back: fc.integer({ min: 0, max: 3 }) }),
  );
}

const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('edit' as const),
      key,
      change: fc.constantFrom('new' as const, 'new' as const, 'back' as const, 'remove' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('scale' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('unrelated' as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('promote' as const),
      landing,
      head: fc.constantFrom('commit' as const, 'commit' as const, 'merge' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('promotePart' as const), landing: keptOrEdited, count: fc.nat(3) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('landSource' as const),
      style: fc.constantFrom<SourceStyle>('merge', 'squash', 'rebase', 'squash', 'rebase'),
      forge: fc.constantFrom('tells' as const, 'silent' as const),
      quoted: fc.constantFrom(null, 0, 1, 2),
    }),
  },
  { weight: 1, arbitrary: hotfix(key) },
  { weight: 1, arbitrary: hotfix(fc.constant('last' as const)) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('returnHotfix' as const), key }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cherryPick' as const), key }) },
  { weight: 5, arbitrary: rollback(1) },
);

const promotion: fc.Arbitrary<Action> = fc.record({
  kind: fc.constant('promote' as const),
  landing,
  head: fc.constantFrom('commit' as const, 'merge' as const),
});

/** A change that is promoted, rolled back and then set by hand on the target, with or without something in between. */
const afterRollback: fc.Arbitrary<readonly Action[]> = fc
  .tuple(
    key.map((of): Action => ({ kind: 'edit', key: of, change: 'new' })),
    promotion,
    fc.oneof(
      fc.constant<Action>({ kind: 'undo', back: 0, count: 1, landing: 'merge' }),
      fc.constant<Action>({ kind: 'revert', back: 0 }),
      rollback(1),
    ),
    fc.array(action, { maxLength: 1 }),
    hotfix(fc.oneof(fc.constant('last' as const), key)),
  )
  .map(([edit, promote, back, between, fix]) => [edit, promote, back, ...between, fix]);

/** What a team may do to one edge, step by step. */
export const programs = fc
  .array(fc.oneof({ weight: 6, arbitrary: action.map((one) => [one]) }, { weight: 1, arbitrary: afterRollback }), {
    minLength: 3,
    maxLength: 9,
  })
  .map((steps) => steps.flat());
