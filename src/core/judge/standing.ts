import type { Held } from '../promotion/merge/witness';

/**
 * How a value that a pull request sets stands to what the plan of the edge gives.
 * `promised`: the plan has it so. `settles`: the plan has a conflict there, and it takes the source's side. `otherValue`:
 * the plan has the key with another value. `older`: the source held it, and went on since to what the target has.
 * `overrules`: the source has it, and the plan keeps what the target has. `hotfix`: it comes from nowhere upstream.
 */
export type Standing = 'promised' | 'settles' | 'otherValue' | 'older' | 'overrules' | 'hotfix';

/** One key (or a file that is one value) before and after, and what the plan and the source say of it. */
export interface Sides {
  readonly target: Held;
  readonly merged: Held;
  readonly predicted: Held;
  readonly source: Held;
  /** The plan has a conflict there. */
  readonly disputed: boolean;
  /** The source held the target's value after it held this one. */
  readonly wentOn: boolean;
  /** The source held this one at some time: it is upstream's, whatever commit is named. */
  readonly wasHeld: boolean;
}

/** Pure: the one place where it is decided. `target` and `merged` differ. */
export function standingOf({ target, merged, predicted, source, disputed, wentOn, wasHeld }: Sides): Standing {
  if (wentOn) return 'older';
  if (disputed) return merged === source ? 'settles' : 'otherValue';
  if (merged === predicted) return 'promised';
  if (predicted !== target) return 'otherValue';
  if (merged === source) return 'overrules';
  return wasHeld ? 'otherValue' : 'hotfix';
}

const worstFirst: readonly Standing[] = ['hotfix', 'otherValue', 'older', 'overrules', 'settles', 'promised'];

/** What a file stands as, of which each key stands as it does. */
export function worstOf(standings: readonly Standing[]): Standing | undefined {
  return worstFirst.find((standing) => standings.includes(standing));
}
