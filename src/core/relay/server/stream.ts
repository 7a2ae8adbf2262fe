import type { ServerResponse } from 'node:http';
import type { Clock, Instant } from '../../support/clock';
import type { EventLog } from '../log/eventLog';
import type { Entry } from '../log/ring';
import type { Figures } from './figures';
import type { Timing } from './timing';
import type { StreamFacts } from './streamFacts';
import { checking, endFrame, eventFrame, heartbeat, resetFrame, scopeFrame } from './frames';

/** So many events are looked at in one go; then it is the turn of others. */
const batch = 500;
/** So many events are written at once; then it is looked whether the subscriber reads. */
const atOnce = 64;
/** What came before is not known whole: a log that is shared keeps the newest of each branch for a month. */
const rememberedMs = 28 * 24 * 3_600_000;
/** For so long another relay may be believed to have heard of more than this one. */
const aheadMs = 5_000;
/** Over how long a reset is to be spread. */
const spreadMs = 60_000;

export type EndReason = 'shutdown' | 'nothing' | 'refused' | 'unreachable' | 'busy';

interface StreamWorld {
  readonly events: EventLog;
  readonly figures: Figures;
  readonly clock: Clock;
  /** For how long something lasts, whatever the clock is set to. */
  readonly steady: Clock;
  readonly timing: Timing;
  /** The same for all streams: an event is sealed and framed once. */
  readonly frames: ReturnType<typeof joinedOnce>;
  /** For one who wants facts, and may have them. */
  readonly facts?: StreamFacts | undefined;
}

/**
 * One subscriber. It is served from the ring at its own pace, so one that does not read costs no more than its place: what it misses is
 * there later, or it is told to read anew.
 */
export class Stream {
  private place: number;
  /** Of the event at the place. */
  private tag: number;
  private aheadSince: Instant | undefined;
  private isHeld = false;
  private readonly beganAt: Instant;
  private next: NodeJS.Immediate | undefined;
  private shown: ReadonlyMap<string, string> | undefined;
  private until: Instant = Infinity;
  private isFull = false;
  private fullSince = 0;
  private isEnded = false;
  private lastAt: number;

  /** @param since what the subscriber has heard already, as it says it */
  constructor(
    private readonly response: ServerResponse,
    since: string | undefined,
    private readonly world: StreamWorld,
  ) {
    const { ring, positions } = world.events;
    [this.beganAt, this.lastAt] = [world.clock.now(), world.steady.now()];
    const place = since === undefined ? undefined : positions.open(since);
    this.place = place?.sequence ?? ring.last;
    this.tag = place?.tag ?? ring.lastTag;
    response.on('drain', () => this.drained());
    if (since === undefined) this.reset('new');
    else if (place === undefined || ring.isOther(place.sequence, place.tag)) this.reset('restarted');
    else if (world.clock.now() - place.at > rememberedMs) this.reset('tooOld');
    else this.write(checking);
  }

  get hasEnded(): boolean {
    return this.isEnded || this.response.destroyed;
  }

  /**
   * @param shown repositories that may be told of, as the subscriber spells them, by their keys
   * @param until by the steady clock: nothing is told from then on, whatever has become of whoever was to confirm it anew
   */
  tellOf(shown: ReadonlyMap<string, string>, until: Instant): void {
    this.until = until;
    if (this.hasEnded || (this.shown && isSame(this.shown, shown))) return;
    this.shown = shown;
    if (!this.isHeld) this.writeScope(shown);
    this.pump();
  }

  /** Nothing is heard any more: so nothing is told, and that is said. */
  hold(): void {
    if (this.hasEnded || this.isHeld) return;
    this.isHeld = true;
    this.writeScope(new Map());
  }

  /** It is heard again, and what came meanwhile may have been lost. */
  release(): void {
    if (this.hasEnded || !this.isHeld) return;
    this.isHeld = false;
    if (this.shown) this.writeScope(this.shown);
    this.reset('interrupted');
    this.pump();
  }

  /** Writes what is new, as far as the subscriber reads. */
  pump(): void {
    // What is written here goes out together. By the socket: a response that is corked may never say that it was emptied.
    const { socket } = this.response;
    socket?.cork();
    this.pumpAll();
    socket?.uncork();
  }

  private pumpAll(): void {
    this.expire();
    while (this.shown && !this.isHeld && !this.isFull && !this.hasEnded) {
      const since = this.world.events.ring.since(this.place, batch);
      // Another relay has told it of more than this one has heard yet, or what it was told of is lost.
      if (since.kind === 'ahead') {
        this.aheadSince ??= this.world.steady.now();
        return;
      }
      if (this.aheadSince !== undefined) this.caughtUp();
      else if (since.kind === 'tooOld') this.reset('tooOld');
      else if (since.entries.length === 0) {
        this.writeFacts();
        return;
      } else this.writeEach(since.entries, this.shown);
      if (since.kind === 'entries' && since.entries.length === batch) {
        this.next ??= setImmediate(() => {
          this.next = undefined;
          this.pump();
        });
        return;
      }
    }
  }

  private caughtUp(): void {
    this.aheadSince = undefined;
    if (this.world.events.ring.isOther(this.place, this.tag)) this.reset('restarted');
  }

  /** By the clock, whatever happens: what happens elsewhere is not to be heard from it. */
  beat(): void {
    const now = this.world.steady.now();
    this.expire();
    if (this.aheadSince !== undefined && now - this.aheadSince > aheadMs) this.reset('restarted');
    if (this.isFull) {
      if (now - this.fullSince > this.world.timing.stalledMs) this.response.destroy();
    } else if (now - this.lastAt >= this.world.timing.heartbeatMs) {
      const at = this.world.clock.now();
      this.write(this.shown ? heartbeat(this.world.events.positions.seal(this.place, at, this.tag)) : checking);
      this.lastAt = now;
    }
  }

  end(reason: EndReason, retryMs: number): void {
    if (this.hasEnded) return;
    if (!this.isFull) this.write(endFrame(reason, retryMs));
    this.isEnded = true;
    this.response.end();
  }

  private expire(): void {
    if (this.shown && this.shown.size > 0 && this.world.steady.now() >= this.until) this.tellOf(new Map(), Infinity);
  }

  private writeEach(entries: readonly Entry[], shown: ReadonlyMap<string, string>): void {
    const { frames, figures, clock } = this.world;
    const now = clock.now();
    for (let from = 0; from < entries.length && !this.mustWait(); from += atOnce) {
      const some = entries.slice(from, from + atOnce);
      const { told, bytes } = frames(some, shown);
      ({ sequence: this.place, tag: this.tag } = some.at(-1) ?? { sequence: this.place, tag: this.tag });
      if (told.length === 0) continue;
      this.write(bytes);
      figures.sent({}, told.length);
      // What is replayed was not late.
      for (const { receivedAt } of told)
        if (receivedAt >= this.beganAt) figures.toldAfter(Math.max(0, now - receivedAt) / 1000);
    }
  }

  /** A repository was read. */
  noteFact(key: string): void {
    this.world.facts?.note(key);
  }

  /** Behind all events that are there: a fact was read after what was told before it. */
  private writeFacts(): void {
    const { facts, figures } = this.world;
    if (!facts || this.mustWait()) return;
    for (const frame of facts.frames()) {
      this.write(frame);
      figures.toldFacts();
      if (this.mustWait()) return;
    }
  }

  private mustWait(): boolean {
    return this.isFull || this.hasEnded;
  }

  private reset(reason: 'new' | 'restarted' | 'tooOld' | 'interrupted'): void {
    const { ring, positions } = this.world.events;
    const changed = reason === 'tooOld' && this.shown ? ring.changedSince(this.place) : undefined;
    const meant = changed && [...(this.shown ?? [])].flatMap(([key, text]) => (changed.has(key) ? [text] : []));
    this.place = ring.last;
    this.tag = ring.lastTag;
    this.aheadSince = undefined;
    this.world.figures.reset({ reason });
    const id = positions.seal(this.place, this.world.clock.now(), this.tag);
    this.write(resetFrame(id, reason, reason === 'new' ? 0 : spreadMs, meant));
  }

  private writeScope(shown: ReadonlyMap<string, string>): void {
    this.write(scopeFrame([...shown.values()]));
    this.world.facts?.show(shown);
  }

  private write(frame: string | Buffer): void {
    if (this.hasEnded || this.response.write(frame)) return;
    this.isFull = true;
    this.fullSince = this.world.steady.now();
  }

  private drained(): void {
    this.isFull = false;
    this.pump();
  }
}

/** @returns a function that frames each entry once */
export function framedOnce(events: EventLog, clock: Clock): (entry: Entry) => Buffer {
  const frames = new WeakMap<Entry, Buffer>();
  return (entry) => {
    const frame =
      frames.get(entry) ??
      Buffer.from(eventFrame(events.positions.seal(entry.sequence, clock.now(), entry.tag), entry.text));
    frames.set(entry, frame);
    return frame;
  };
}

interface Joined {
  readonly first: Entry | undefined;
  readonly last: Entry | undefined;
  readonly told: readonly Entry[];
  readonly bytes: Buffer;
}

/**
 * @returns a function that joins what somebody may be told of some entries of the ring, once for all who may be told of the same: a write costs more
 * than what is in it
 */
export function joinedOnce(frame: (entry: Entry) => Buffer) {
  const known = new WeakMap<ReadonlyMap<string, string>, Joined>();
  return (entries: readonly Entry[], shown: ReadonlyMap<string, string>): Joined => {
    const [before, first, last] = [known.get(shown), entries[0], entries.at(-1)];
    if (before && before.first === first && before.last === last) return before;
    const told = entries.filter(({ key }) => shown.has(key));
    const joined = { first, last, told, bytes: Buffer.concat(told.map(frame)) };
    known.set(shown, joined);
    return joined;
  };
}

function isSame(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean {
  return one.size === other.size && [...one.keys()].every((key) => other.has(key));
}
