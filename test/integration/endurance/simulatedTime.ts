import type { Alarms, Clock, Instant } from '../../../src/core/support/clock';
import type { Disposable } from '../../../src/core/support/disposable';

interface Alarm {
  readonly at: Instant;
  readonly ring: () => unknown;
}

/**
 * Time that stands still while anything is done, and leaps to the next alarm when all is done. What is done is real: sockets,
 * children, files.
 */
export class SimulatedTime implements Clock, Alarms {
  private readonly waiting = new Set<Alarm>();
  rung = 0;

  constructor(private instant: Instant) {}

  now(): Instant {
    return this.instant;
  }

  /** How many alarms are set. */
  get set(): number {
    return this.waiting.size;
  }

  after(delayMs: number, ring: () => unknown): Disposable {
    const alarm: Alarm = { at: this.instant + Math.max(0, delayMs), ring };
    this.waiting.add(alarm);
    return { dispose: () => this.waiting.delete(alarm) };
  }

  /** Lives through so many milliseconds: each alarm rings at its instant, and what it starts is waited for. */
  async live(forMs: number): Promise<void> {
    const until = this.instant + forMs;
    for (;;) {
      const due = [...this.waiting].filter(({ at }) => at <= until);
      if (due.length === 0) break;
      this.instant = Math.max(this.instant, Math.min(...due.map(({ at }) => at)));
      await this.ringDue();
    }
    this.instant = until;
  }

  /** Sleeps, as a laptop with its lid closed: nothing rings, and then all that is overdue at once. */
  async sleep(forMs: number): Promise<void> {
    this.instant += forMs;
    await this.ringDue();
  }

  private async ringDue(): Promise<void> {
    const due = [...this.waiting].filter(({ at }) => at <= this.instant);
    for (const alarm of due) this.waiting.delete(alarm);
    this.rung += due.length;
    await Promise.all(due.map(({ ring }) => ring()));
  }
}
