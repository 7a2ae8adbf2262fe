import type { Instant } from '../../support/clock';
import { isUnderWay } from './readPlace';
import { covers, type StoredFact } from './stored';

/** A pipeline that is under way, where no webhook tells of it, is read so often. */
const underWayMs = 30_000;
/** After a push a pipeline is about to start. */
const movedMs = 10 * 60_000;
/** What could not be read is tried again after this. */
const unknownMs = 3 * 60_000;
/** Clocks of relays that share facts are within this of one another; a fact from further ahead counts for none. */
export const longestAheadMs = 60_000;

export interface Wanted {
  readonly epoch: string;
  readonly branches: ReadonlySet<string>;
  /** The place of the newest event that may have changed anything of it. */
  readonly newest: number;
  /** A webhook tells of the states of its commits. */
  readonly toldOfStatuses: boolean;
  readonly sweepMs: number;
}

/** Whether a repository is to be read now. Source: docs/relay.md, "Facts". */
export function isDue(stored: StoredFact | undefined, wanted: Wanted, now: Instant): boolean {
  if (!stored || !isOf(stored, wanted, now)) return true;
  if (now - stored.sweptAt >= wanted.sweepMs) return true;
  const { read } = stored;
  if (read.kind === 'unknown') return now - stored.at >= unknownMs;
  const moves = now - stored.movedAt < movedMs || isMoving(read);
  return !wanted.toldOfStatuses && now - stored.at >= underWayMs && moves;
}

/** Whether it was read after all that was heard, and answers for all that is wanted. */
export function isOf(stored: StoredFact, { epoch, branches, newest }: Wanted, now: Instant): boolean {
  return (
    stored.epoch === epoch && stored.place >= newest && stored.at <= now + longestAheadMs && covers(stored, branches)
  );
}

const moving = new WeakMap<object, boolean>();

function isMoving(read: Extract<StoredFact['read'], { kind: 'known' }>): boolean {
  const known = moving.get(read) ?? isUnderWay(read);
  moving.set(read, known);
  return known;
}
