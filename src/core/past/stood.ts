import { soonestOf, type Came, type Dated } from '../measures/standing';
import type { Seen } from '../measures/seen';
import type { Instant } from '../support/clock';

/** Why it is not known when a deployment ended, or began. The words of `standingAt`. */
export type NotKnown = 'clock' | 'undated' | 'rewritten';

/** How long a deployment stood on its branch. `since`: from when, where that is known; `seen`: it stood
 * there when the branch was last looked at, a while ago; `unknown`: when it ended is not. */
export type Stood =
  | { readonly kind: 'now'; readonly since?: Instant }
  | { readonly kind: 'seen'; readonly at: Instant; readonly since?: Instant }
  | { readonly kind: 'until'; readonly until: Instant; readonly since?: Instant }
  | { readonly kind: 'unknown'; readonly why: NotKnown; readonly since?: Instant };

/** A deployment as far as it matters for how long it and the one before it stood. */
export type Ends = Omit<Dated, 'at'>;

/**
 * Tells how long the deployments of a branch stood, by the times of their commits. It says what `standingAt` says: at each instant of
 * a span that is known, that finds the same deployment, and at no other.
 * @see docs/changes.md, "What stood when"
 */
export class Spans {
  /** By position: whether what is older, what is newer and the present agree with its time. */
  private readonly isSound: readonly boolean[];
  private readonly times: readonly Instant[];

  /** @param chain all deployments, newest first */
  constructor(
    chain: readonly Came[],
    private readonly seen: Seen,
  ) {
    this.times = soonestOf(chain);
    const { times } = this;
    const older = times.map(() => -Infinity);
    for (let at = times.length - 2; at >= 0; at -= 1) older[at] = Math.max(older[at + 1] ?? 0, times[at + 1] ?? 0);
    let [earliest, latest] = [Infinity, -Infinity];
    this.isSound = times.map((at, position) => {
      const isWithin = (older[position] ?? 0) <= at && at <= earliest;
      [earliest, latest] = [Math.min(earliest, at), Math.max(latest, at)];
      return isWithin && latest <= seen.at;
    });
  }

  /** @param next the one that took its place; nothing for the head */
  stood(position: number, { isUndated }: Ends, next: Ends | undefined): Stood {
    const at = this.times[position] ?? NaN;
    const begins = !isUndated && this.isSound[position] === true ? { since: at } : {};
    const { at: last, isNow } = this.seen;
    if (!next) return isNow ? { kind: 'now', ...begins } : { kind: 'seen', at: last, ...begins };
    if (next.isOnRewritten) return { kind: 'unknown', why: 'rewritten', ...begins };
    if (next.isUndated) return { kind: 'unknown', why: 'undated', ...begins };
    if (this.isSound[position - 1] !== true) return { kind: 'unknown', why: 'clock', ...begins };
    return { kind: 'until', until: this.times[position - 1] ?? NaN, ...begins };
  }
}
