import { systemClock, type Clock, type Instant } from '../../support/clock';
import { Emitter } from '../../support/emitter';
import type { RelayEvent } from '../event';
import { MemoryFacts, type FactStore } from '../facts/factStore';
import type { EventLog, Stored } from './eventLog';
import { Positions } from './position';
import { Ring } from './ring';

/** As many names of deliveries are remembered: a replay of an older one is a hint too many, and no more. */
const mostSeen = 100_000;

/** A copy comes within so long: the same again later has happened again, where a forge writes no time. */
const copyMs = 10 * 60_000;

/** Events of one relay, in its memory: another run is another stream. */
export class MemoryLog implements EventLog {
  readonly positions = new Positions();
  readonly ring: Ring;
  readonly isReady = true;
  readonly waiting = 0;
  private readonly appended = new Emitter<void>();
  readonly onDidAppend = this.appended.event;
  private readonly seen = new Map<string, Instant>();

  constructor(
    limit: number,
    private readonly clock: Clock = systemClock,
  ) {
    this.ring = new Ring(limit);
  }

  append(event: RelayEvent): Promise<Stored> {
    const now = this.clock.now();
    if (Math.abs(now - (this.seen.get(event.id) ?? -Infinity)) < copyMs) return Promise.resolve('duplicate');
    this.seen.delete(event.id);
    this.seen.set(event.id, now);
    const [oldest] = this.seen.keys();
    if (this.seen.size > mostSeen && oldest !== undefined) this.seen.delete(oldest);
    this.ring.put(this.ring.last + 1, event);
    this.appended.fire();
    return Promise.resolve('stored');
  }

  openFacts(): Promise<FactStore> {
    return Promise.resolve(new MemoryFacts());
  }

  close(): Promise<void> {
    this.appended.dispose();
    return Promise.resolve();
  }
}
