import { setTimeout as pause } from 'node:timers/promises';
import type { RelayEvent } from '../../event';
import type { Stored } from '../eventLog';

const mostWaiting = 10_000;
const betweenMs = 500;

/** Events that could not be stored yet, in their order; what does not fit is refused, so that the sender may send it again. */
export class Outbox {
  private readonly waiting: RelayEvent[] = [];
  private isClosed = false;
  private sending: Promise<void> = Promise.resolve();

  /** @param store stores one, or throws */
  constructor(private readonly store: (event: RelayEvent) => Promise<Stored>) {}

  get size(): number {
    return this.waiting.length;
  }

  keep(event: RelayEvent): Stored {
    if (this.isClosed || this.waiting.length >= mostWaiting) return 'refused';
    this.waiting.push(event);
    if (this.waiting.length === 1) this.sending = this.send();
    return 'kept';
  }

  /** What waits still is lost: a hint, which is found by looking. */
  async close(): Promise<void> {
    this.isClosed = true;
    await Promise.race([this.sending, pause(50)]);
  }

  private async send(): Promise<void> {
    for (let event = this.waiting[0]; event && !this.isClosed; event = this.waiting[0]) {
      try {
        await this.store(event);
        this.waiting.shift();
      } catch {
        await pause(betweenMs, undefined, { ref: false });
      }
    }
  }
}
