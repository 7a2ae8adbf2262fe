import pLimit, { type LimitFunction } from 'p-limit';
import type { Alarms, Clock } from '../../support/clock';
import type { Disposable } from '../../support/disposable';
import { reasonOf } from '../../support/errors';
import { unknownBecause } from '../../support/unknownBecause';
import { orAborted } from '../../support/orAborted';
import { relayEvent } from '../event';
import type { Doubts } from '../hints/doubts';
import { hintOf, type Hint } from '../hints/hint';
import { HintedLooks } from '../hints/hintedLooks';
import type { Ring } from '../log/ring';
import { parseRepository, type RelayRepository } from '../repository';
import { isDue, isOf, type Wanted } from './due';
import { mostBranches } from './fact';
import type { FactStore } from './factStore';
import { Heard } from './heard';
import type { Reading } from './readPlace';
import type { Read, StoredFact } from './stored';
import { Wishes, type Shown } from './wishes';

export interface DeskWorld {
  readonly ring: Ring;
  /** Of the stream whose places the ring has. */
  readonly epoch: string;
  readonly store: FactStore;
  /** Whether the relay has a token to read it with. */
  readonly isRead: (repository: RelayRepository) => boolean;
  readonly read: (repository: RelayRepository, reading: Omit<Reading, 'place'>, signal: AbortSignal) => Promise<Read>;
  readonly clock: Clock;
  readonly alarms: Alarms;
  readonly random: () => number;
  readonly sweepMs: number;
  /** Told of each reading: `known`, or why not; and of a store that does not answer. */
  readonly onRead: (host: string, outcome: string) => void;
  readonly onTrouble: (reason: string) => void;
}

/** One reading is for all: more often than each of them would look. */
const longestGapMs = 4_000;
const soonMs = 200;
const tickMs = 15_000;
/** Less than a turn lasts: nobody else begins meanwhile. */
const readMs = 25_000;
/** Of one forge: one that does not answer holds up no other. */
const parallel = 32;
/** A second look at what was told is younger than this. */
const againMs = 5_000;
/** A branch that nobody has wanted for so long is not read any more. */
const wantedMs = 24 * 3_600_000;

/**
 * Reads what subscribers follow, once for all of them: after it was told of, and now and then. Of several relays one reads: whoever takes
 * the turn in the store; the others find there what it read.
 */
export class FactDesk implements Disposable {
  private readonly wishes = new Wishes();
  private readonly looks = new Map<string, HintedLooks>();
  private readonly reading = new Map<string, Promise<void>>();
  private readonly limits = new Map<string, LimitFunction>();
  /** Those whose turn to be swept has not come yet. */
  private readonly queued = new Set<string>();
  private readonly ended = new AbortController();
  private readonly heard: Heard;
  private alarm: Disposable | undefined;
  private isSoon = false;

  constructor(private readonly world: DeskWorld) {
    this.heard = new Heard(world.ring);
    this.arm(tickMs);
  }

  /** Somebody wants facts of these. */
  follow(shown: Shown, branches: readonly string[]): Disposable {
    const wish = this.wishes.add(shown, branches);
    this.soon();
    return wish;
  }

  /** The fact as it may be told now: read after all that was heard of it. Nothing where it is still to be read. */
  newest(key: string, branches: readonly string[]): StoredFact | undefined {
    const stored = this.world.store.get(key);
    const wanted = { ...this.wanted(key), branches: new Set(branches) };
    return stored && isOf(stored, wanted, this.world.clock.now()) ? stored : undefined;
  }

  /** Events were put into the ring. */
  hear(): void {
    for (const { key, text, sequence } of this.heard.entries()) {
      const isWanted = this.wishes.textOf(key) !== undefined;
      const event = isWanted ? relayEvent.safeParse(JSON.parse(text)) : undefined;
      const hint = event?.success ? hintOf(event.data) : undefined;
      if (hint && !this.concerns(key, hint)) continue;
      this.heard.note(key, sequence, hint?.kind);
      if (hint) this.looksOf(key).hint(hint);
    }
  }

  /** Whether nothing is read, or about to be, but now and then. */
  get isQuiet(): boolean {
    return this.reading.size === 0 && !this.isSoon && [...this.looks.values()].every(({ isOpen }) => !isOpen);
  }

  dispose(): void {
    this.ended.abort(new DOMException('The relay has stopped.', 'AbortError'));
    this.alarm?.dispose();
    for (const looks of this.looks.values()) looks.dispose();
  }

  /** A push to a branch that nobody wants changes nothing of what is told. */
  private concerns(key: string, { kind, branch }: Hint): boolean {
    if (kind === 'imagePushed') return false;
    return kind !== 'push' || branch === undefined || this.wishes.branchesOf(key).has(branch);
  }

  private wanted(key: string): Wanted {
    const { epoch, sweepMs } = this.world;
    const branches = this.wishes.branchesOf(key);
    return { epoch, sweepMs, branches, newest: this.heard.newestOf(key), toldOfStatuses: this.heard.hasStatus(key) };
  }

  private looksOf(key: string): HintedLooks {
    const known = this.looks.get(key);
    if (known) return known;
    const { clock, alarms, random } = this.world;
    const look = (doubts: Doubts, isAgain: boolean) => this.look(key, doubts, isAgain);
    const made = new HintedLooks({ clock, alarms, random, look, longestGapMs });
    this.looks.set(key, made);
    return made;
  }

  private async look(key: string, doubts: Doubts, isAgain: boolean): Promise<boolean> {
    const { clock, store } = this.world;
    const youngest = isAgain ? clock.now() - againMs : -Infinity;
    const isEnough = (fact: StoredFact) => fact.at >= youngest && isOf(fact, this.wanted(key), clock.now());
    await this.readUnless(key, isEnough, doubts);
    const read = store.get(key)?.read;
    return read?.kind === 'known' && doubts.isSeenIn(new Map(read.heads));
  }

  private soon(): void {
    if (this.isSoon || this.ended.signal.aborted) return;
    this.isSoon = true;
    this.arm(soonMs);
  }

  private arm(inMs: number): void {
    this.alarm?.dispose();
    this.alarm = this.world.alarms.after(inMs, () => this.tick());
  }

  private async tick(): Promise<void> {
    this.isSoon = false;
    this.arm(tickMs);
    const { clock, store } = this.world;
    const all = this.wishes.all();
    for (const [key, looks] of this.looks) {
      if (all.has(key)) continue;
      looks.dispose();
      this.looks.delete(key);
    }
    const isLate = (key: string, fact: StoredFact | undefined) => isDue(fact, this.wanted(key), clock.now());
    // What is about to be looked at is so at its own pace.
    const due = [...all.keys()].filter(
      (key) => !this.queued.has(key) && !this.looks.get(key)?.isOpen && isLate(key, store.get(key)),
    );
    await Promise.all(
      due.map(async (key) => {
        this.queued.add(key);
        await this.limitOf(key)(() => this.readUnless(key, (fact) => !isLate(key, fact), undefined));
        this.queued.delete(key);
      }),
    );
  }

  private limitOf(key: string): LimitFunction {
    const host = key.slice(0, key.indexOf('/'));
    const limit = this.limits.get(host) ?? pLimit(parallel);
    this.limits.set(host, limit);
    return limit;
  }

  /** @param doubts what alone is doubtful; nothing: all is read. Never rejects. */
  private async readUnless(
    key: string,
    isEnough: (fact: StoredFact) => boolean,
    doubts: Doubts | undefined,
  ): Promise<void> {
    const before = this.reading.get(key);
    const now = (async () => {
      await before;
      if (!this.ended.signal.aborted) await this.inTurn(key, isEnough, doubts);
    })().catch((error: unknown) => {
      if (!this.ended.signal.aborted) this.world.onTrouble(reasonOf(error));
    });
    this.reading.set(key, now);
    await now;
    if (this.reading.get(key) === now) this.reading.delete(key);
  }

  private async inTurn(key: string, isEnough: (fact: StoredFact) => boolean, doubts: Doubts | undefined) {
    const { store } = this.world;
    const held = store.get(key);
    const text = this.wishes.textOf(key);
    const repository = text === undefined ? undefined : parseRepository(text);
    if ((held && isEnough(held)) || !repository || !this.world.isRead(repository)) return;
    if (!(await store.claim(key))) return; // another relay reads it; if it does not, this one finds it due again
    try {
      const newest = await store.newest(key);
      if (newest && isEnough(newest)) return;
      await store.put(key, await this.readNow(key, repository, newest, doubts));
    } finally {
      await store.release(key);
    }
  }

  private async readNow(
    key: string,
    repository: RelayRepository,
    held: StoredFact | undefined,
    doubts: Doubts | undefined,
  ): Promise<StoredFact> {
    const { clock, epoch, ring, onRead } = this.world;
    const [at, place] = [clock.now(), ring.last];
    const asked = this.asked(key, held, at);
    const branches = [...asked.keys()];
    const wanted = { ...this.wanted(key), branches: new Set(branches), newest: 0 };
    const isSound = doubts && held?.read.kind === 'known' && isOf(held, wanted, at);
    const before = isSound && held.read.kind === 'known' ? { read: held.read, doubts } : undefined;
    const signal = AbortSignal.any([this.ended.signal, AbortSignal.timeout(readMs)]);
    const read = await orAborted(this.world.read(repository, { branches, before }, signal), signal).catch(
      (error: unknown): StoredFact['read'] => {
        this.ended.signal.throwIfAborted();
        return { kind: 'unknown', reason: unknownBecause(error, { at, source: repository.host }).reason };
      },
    );
    onRead(repository.host, read.kind === 'known' ? 'known' : read.reason);
    const sweptAt = before && held ? held.sweptAt : at;
    const movedAt = hasMoved(held?.read, read) ? at : (held?.movedAt ?? 0);
    return { version: 1, epoch, place, at, sweptAt, movedAt, asked: [...asked], read };
  }

  /** Those that are wanted here, and those that another relay was asked for lately. */
  private asked(key: string, held: StoredFact | undefined, now: number): ReadonlyMap<string, number> {
    const asked = new Map([...this.wishes.branchesOf(key)].map((branch) => [branch, now]));
    for (const [branch, at] of held?.asked ?? []) {
      if (asked.size < mostBranches && !asked.has(branch) && now - at < wantedMs) asked.set(branch, at);
    }
    return asked;
  }
}

function hasMoved(before: StoredFact['read'] | undefined, now: StoredFact['read']): boolean {
  if (before?.kind !== 'known' || now.kind !== 'known') return false;
  const held = new Map(before.heads);
  return now.heads.some(([branch, commit]) => held.has(branch) && held.get(branch) !== commit);
}
