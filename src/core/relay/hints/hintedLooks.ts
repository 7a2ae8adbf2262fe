import type { Alarms, Clock, Instant } from '../../support/clock';
import type { Disposable } from '../../support/disposable';
import { Doubts } from './doubts';
import type { Hint } from './hint';

/** What is told within so long of one another is one look. */
const gatherMs = 100;
/** Between two looks, while it goes on being told; as seldom at most as a row that is on screen is looked at without a relay. */
const shortestGapMs = 1_000;
const usualGapMs = 12_500;
const quietMs = 30_000;
/** What a forge tells it may not show yet: a copy of it may lag. */
const confirmMs = 10_000;

export interface HintedLooksOptions {
  readonly clock: Clock;
  readonly alarms: Alarms;
  readonly random: () => number;
  /**
   * Looks by these doubts; whether all of it was seen then. Never rejects.
   * @param isAgain it was looked at before, and not all was seen
   */
  readonly look: (doubts: Doubts, isAgain: boolean) => Promise<boolean>;
  /** The longest time between two looks while it goes on being told, where a look costs less than usual. */
  readonly longestGapMs?: number;
}

/** Makes looks of what is told of one repository: many hints of a moment are one, and a flood costs no more than looking without a relay. */
export class HintedLooks implements Disposable {
  private doubts: Doubts | undefined;
  /** What was told and has not been seen for sure: it is looked at once more. */
  private unseen: Doubts | undefined;
  private alarm: Disposable | undefined;
  private dueAt: Instant = Infinity;
  private lookedAt: Instant = -Infinity;
  private gapMs = shortestGapMs;
  private ended = false;

  constructor(private readonly options: HintedLooksOptions) {}

  /** Something that was told is still to be looked at. */
  get isOpen(): boolean {
    return this.doubts !== undefined || this.unseen !== undefined;
  }

  hint(hint: Hint): void {
    const doubts = new Doubts();
    doubts.add(hint);
    this.take(doubts);
  }

  /** The same of all that made something doubtful. */
  take(doubts: Doubts): void {
    if (this.ended) return;
    this.doubts ??= new Doubts();
    this.doubts.addAll(doubts);
    const now = this.options.clock.now();
    const isQuiet = now - this.lookedAt > Math.max(quietMs, 2 * this.gapMs) || now < this.lookedAt;
    if (isQuiet) this.gapMs = shortestGapMs;
    this.arm(isQuiet ? gatherMs : Math.max(gatherMs, this.lookedAt + this.gapMs - now));
  }

  dispose(): void {
    this.ended = true;
    this.alarm?.dispose();
  }

  private arm(inMs: number): void {
    const { alarms, clock } = this.options;
    const at = clock.now() + inMs;
    if (this.alarm && this.dueAt <= at) return;
    this.alarm?.dispose();
    this.dueAt = at;
    this.alarm = alarms.after(inMs, () => this.look());
  }

  private async look(): Promise<void> {
    const { clock, random, longestGapMs = usualGapMs } = this.options;
    this.alarm = undefined;
    this.dueAt = Infinity;
    const { doubts, unseen } = this;
    const asked = doubts ?? unseen;
    if (!asked) return;
    if (doubts && unseen) doubts.addAll(unseen);
    this.doubts = undefined;
    this.unseen = undefined;
    this.gapMs = clock.now() - this.lookedAt > quietMs ? shortestGapMs : Math.min(2 * this.gapMs, longestGapMs);
    this.lookedAt = clock.now();
    const isSeen = await this.options.look(asked, !doubts);
    if (this.ended || !doubts || isSeen) return;
    this.unseen = asked;
    this.arm(Math.max(this.gapMs, confirmMs * (0.8 + 0.4 * random())));
  }
}
