import type { Instant } from '../support/clock';

/** When one deployment of a chain came, as far as it is known. */
export interface Came {
  /** When its commit was made. */
  readonly at: Instant;
  /** When it came here nobody wrote down: no sooner than it was made, and no sooner than what is below it. */
  readonly isUndated: boolean;
}

/** One deployment of a chain, as far as it matters for what stood when. */
export interface Dated extends Came {
  /** It was made on a commit that the branch does not have: what stood just before it is gone. */
  readonly isOnRewritten: boolean;
}

/** Which deployment a branch stood at. `position`: 0 is the head. */
export type Standing =
  | { readonly kind: 'at'; readonly position: number }
  /** The branch begins later. */
  | { readonly kind: 'before' }
  /**
   * `clock`: the times of what is around it contradict each other. `unseen`: it was not looked at since. `undated`: the branch may have begun, or
   * moved, there later. `rewritten`: the next one was made on what is not on the branch. `cut`: it is followed no further back.
   */
  | { readonly kind: 'unknown'; readonly why: 'clock' | 'unseen' | 'undated' | 'rewritten' | 'cut' };

/** By position, the soonest that each deployment can have come. @param chain newest first */
export function soonestOf(chain: readonly Came[]): readonly Instant[] {
  let latest = -Infinity;
  return chain
    .toReversed()
    .map(({ at, isUndated }) => {
      const soonest = isUndated ? Math.max(at, latest) : at;
      latest = Math.max(latest, soonest);
      return soonest;
    })
    .reverse();
}

/**
 * Where a branch stood at an instant, by the times of its commits. One that was pushed later than it was made says an older time than
 * what stood till then: that is seen by what is older than it, and later.
 * @param chain newest first
 * @param isCut its oldest has a parent that is not in it
 * @param seen when it was last looked at
 * @see docs/changes.md, "What stood when"
 */
export function standingAt(chain: readonly Dated[], isCut: boolean, at: Instant, seen: Instant): Standing {
  const found = foundAt(chain, isCut, at, seen);
  if (found.kind !== 'at') return found;
  const { position } = found;
  const isUndated = chain[position]?.isUndated === true;
  return stoodAs({ position, isUndated, isNextOnRewritten: chain[position - 1]?.isOnRewritten === true });
}

/** As `standingAt`, by the times alone. */
export function foundAt(chain: readonly Came[], isCut: boolean, at: Instant, seen: Instant): Standing {
  if (at > seen) return { kind: 'unknown', why: 'unseen' };
  const times = soonestOf(chain);
  const found = times.findIndex((time) => time <= at);
  const position = found < 0 ? times.length : found;
  const next = times[position - 1] ?? -Infinity;
  if (times.some((time, newer) => newer < position && (time > seen || time < next)))
    return { kind: 'unknown', why: 'clock' };
  const came = times[position];
  if (came === undefined) return isCut ? { kind: 'unknown', why: 'cut' } : { kind: 'before' };
  if (times.some((time, older) => older > position && time > came)) return { kind: 'unknown', why: 'clock' };
  return { kind: 'at', position };
}

/** What is known of the one that was found by the times. */
export function stoodAs({
  position,
  isUndated,
  isNextOnRewritten,
}: {
  readonly position: number;
  readonly isUndated: boolean;
  readonly isNextOnRewritten: boolean;
}): Standing {
  if (isNextOnRewritten) return { kind: 'unknown', why: 'rewritten' };
  return isUndated ? { kind: 'unknown', why: 'undated' } : { kind: 'at', position };
}
