import { setTimeout as pause } from 'node:timers/promises';
import type { RelayEvent } from '../../event';
import type { Stored } from '../eventLog';

const mostWaiting = 10_000;
const betweenMs = 500;
const atOnce = 100;

/** Events that could not be stored yet, in their order; what does not fit is refused, so that the sender may send it again. */
export class Outbox {
  private readonly waiting: RelayEvent[] = [];
  private isClosed = false;
  private isOver = false;
  /** The last try stored not all of it. */
  isStuck = false;
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

  /**
   * Takes nothing more, and sends what waits. What waits still once the time is over is lost.
   * @returns how many those are
   */
  async close(graceMs: number): Promise<number> {
    this.isClosed = true;
    await Promise.race([this.sending, pause(graceMs, undefined, { ref: false })]);
    this.isOver = true;
    return this.waiting.length;
  }

  /** Many at once, so that little waits for long: what a relay has not stored when it is killed, nobody has. */
  private async send(): Promise<void> {
    while (this.waiting.length > 0 && !this.isOver) {
      const batch = this.waiting.slice(0, atOnce);
      const became = await Promise.allSettled(batch.map((event) => this.store(event)));
      const left = batch.filter((_, index) => became[index]?.status === 'rejected');
      this.waiting.splice(0, batch.length, ...left);
      this.isStuck = left.length > 0;
      if (this.isStuck) await pause(betweenMs, undefined, { ref: false });
    }
  }
}
