import type { Instant } from '../support/clock';

/** One deployment of a chain, as far as it matters for what stood when. */
export interface Dated {
  readonly at: Instant;
  /** When it came here nobody wrote down: an earlier environment's branch has the same commit. */
  readonly isShared: boolean;
  /** It was made on a commit that the branch does not have: what stood just before it is gone. */
  readonly isOnRewritten: boolean;
}

/** Which deployment a branch stood at. `position`: 0 is the head. */
export type Standing =
  | { readonly kind: 'at'; readonly position: number }
  /** The branch begins later. */
  | { readonly kind: 'before' }
  /**
   * `clock`: an older deployment says a later time, or a newer one a time that has not come yet. `undated`: the branch may have begun, or moved, there later. `rewritten`: the
   * next one was made on what is not on the branch. `cut`: it is followed no further back.
   */
  | { readonly kind: 'unknown'; readonly why: 'clock' | 'undated' | 'rewritten' | 'cut' };

/**
 * Where a branch stood at an instant, by the times of its commits.
 * @param chain newest first
 * @param isCut its oldest has a parent that is not in it
 * @param now when it is looked at
 * @see docs/changes.md, "What stood when"
 */
export function standingAt(chain: readonly Dated[], isCut: boolean, at: Instant, now: Instant): Standing {
  const position = chain.findIndex((one) => one.at <= at);
  const found = chain[position];
  const newer = found ? chain.slice(0, position) : chain;
  if (newer.some((one) => one.at > now)) return { kind: 'unknown', why: 'clock' };
  if (!found) return isCut ? { kind: 'unknown', why: 'cut' } : { kind: 'before' };
  if (chain.some((one, older) => older > position && one.at > at)) return { kind: 'unknown', why: 'clock' };
  if (chain[position - 1]?.isOnRewritten === true) return { kind: 'unknown', why: 'rewritten' };
  return found.isShared ? { kind: 'unknown', why: 'undated' } : { kind: 'at', position };
}
