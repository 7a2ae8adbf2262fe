import { Emitter } from '../../support/emitter';
import type { RelayEvent } from '../event';
import type { EventLog, Stored } from './eventLog';
import { Positions } from './position';
import { Ring } from './ring';

/** As many names of deliveries are remembered: a replay of an older one is a hint too many, and no more. */
const mostSeen = 100_000;

/** Events of one relay, in its memory: another run is another stream. */
export class MemoryLog implements EventLog {
  readonly positions = new Positions();
  readonly ring: Ring;
  readonly isReady = true;
  readonly waiting = 0;
  private readonly appended = new Emitter<void>();
  readonly onDidAppend = this.appended.event;
  private readonly seen = new Set<string>();

  constructor(limit: number) {
    this.ring = new Ring(limit);
  }

  append(event: RelayEvent): Promise<Stored> {
    if (this.seen.has(event.id)) return Promise.resolve('duplicate');
    this.seen.add(event.id);
    const [oldest] = this.seen;
    if (this.seen.size > mostSeen && oldest !== undefined) this.seen.delete(oldest);
    this.ring.put(this.ring.last + 1, event);
    this.appended.fire();
    return Promise.resolve('stored');
  }

  close(): Promise<void> {
    this.appended.dispose();
    return Promise.resolve();
  }
}
