import { Doubts } from '../../relay/hints/doubts';
import type { Hint } from '../../relay/hints/hint';
import type { SharedFact } from '../../relay/subscribe/heldFacts';
import type { Alarms, Clock, Instant } from '../../support/clock';
import type { Disposable } from '../../support/disposable';

/** What a relay read counts for so long: twice as long as it takes a usual one to read again. */
const longestMs = 30 * 60_000;
/** The same while a pipeline is under way of which no webhook tells: a relay reads such a one every half a minute. */
const longestMovingMs = 60_000;
/** However much a relay tells, we read by ourselves so often, give or take a fifth. */
const ownEveryMs = 4 * 60 * 60_000;
/** So long a relay may take to read what it told of, up to twice that: not all who wait go to the forge at once. */
const patienceMs = 8_000;

export interface SharedReadingDeps {
  readonly clock: Clock;
  readonly alarms: Alarms;
  readonly random: () => number;
  /** What the relay read last; nothing where it reads nothing, or could not. */
  readonly factOf: () => SharedFact | undefined;
  /** Something is to be looked at; `isShared`: the relay has read it. */
  readonly take: (doubts: Doubts, isShared: boolean) => void;
}

/**
 * When what a relay read stands for reading it ourselves, of one service. A relay that says nothing, that could not read, whose facts are old, or that
 * does not tell what it read after what it told of, is passed by: then we read.
 * Source: docs/relay.md, "What a relay reads for all".
 */
export class SharedReading implements Disposable {
  /** What was told of, and is still to be read by the relay. */
  private awaited: Doubts | undefined;
  private alarm: Disposable | undefined;
  private own: { readonly at: Instant; forMs: number | undefined } | undefined;
  /** What was read before is not believed: the relay has told of something since, and has not read it. */
  private doubtedAt: Instant = -Infinity;

  constructor(private readonly deps: SharedReadingDeps) {}

  /** Whether the relay is to read what it tells of; else it is for us. */
  awaits(hint: Hint): boolean {
    if (!this.deps.factOf()) return false;
    this.awaited ??= new Doubts();
    this.awaited.add(hint);
    const { alarms, random } = this.deps;
    this.alarm ??= alarms.after(patienceMs * (1 + random()), () => this.lose());
    return true;
  }

  /** The relay told what it read: after all that it told of before. */
  told(branches: readonly string[]): void {
    const { awaited } = this;
    this.stopWaiting();
    const isShared = this.fact(branches, false) !== undefined;
    if (awaited || isShared) this.deps.take(awaited ?? new Doubts(), isShared);
  }

  /** The relay tells nothing any more. */
  lost(): void {
    if (this.awaited) this.lose();
  }

  /**
   * What the relay read, where a look may go by it.
   * @param isMoving a pipeline is under way, and no webhook tells how it goes
   */
  fact(branches: readonly string[], isMoving: boolean): SharedFact | undefined {
    const fact = this.deps.factOf();
    const { own, awaited, doubtedAt } = this;
    if (!fact || !own || awaited) return undefined;
    const now = this.deps.clock.now();
    own.forMs ??= ownEveryMs * (0.8 + 0.4 * this.deps.random());
    const isOwnDue = now < own.at || now - own.at >= own.forMs;
    const ageMs = now - fact.at;
    const isYoung = ageMs >= 0 && ageMs <= (isMoving ? longestMovingMs : longestMs);
    // What we have seen ourselves is not replaced by what was read before it.
    const isNewer = fact.at > own.at && fact.at > doubtedAt;
    return !isOwnDue && isYoung && isNewer && branches.every((branch) => fact.heads.has(branch)) ? fact : undefined;
  }

  /** We have read all by ourselves. @param at when that began */
  noteOwn(at: Instant): void {
    this.own = { at, forMs: undefined };
  }

  /** What the relay read does not hold: it is not what git has. */
  distrust(): void {
    this.doubtedAt = this.deps.clock.now();
  }

  dispose(): void {
    this.stopWaiting();
  }

  private lose(): void {
    const doubts = this.awaited ?? new Doubts();
    this.stopWaiting();
    this.distrust();
    this.deps.take(doubts, false);
  }

  private stopWaiting(): void {
    this.alarm?.dispose();
    this.alarm = undefined;
    this.awaited = undefined;
  }
}
