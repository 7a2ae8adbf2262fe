import { setImmediate as turn } from 'node:timers/promises';
import type { Alarms, Clock, Instant } from '../../../../src/core/support/clock';
import type { Disposable } from '../../../../src/core/support/disposable';

interface Alarm {
  readonly at: number;
  readonly ring: () => unknown;
}

/** Time that passes when a test says so, and wakes whoever asked to be woken. */
export class FakeTime implements Clock, Alarms {
  /** Since the beginning; whoever is to be woken is so by this. */
  private at = 0;
  private readonly alarms = new Set<Alarm>();

  constructor(private clock: Instant = Date.parse('2026-11-30T14:00:00Z')) {}

  now(): Instant {
    return this.clock + this.at;
  }

  after(delayMs: number, ring: () => unknown): Disposable {
    const alarm = { at: this.at + Math.max(0, delayMs), ring };
    this.alarms.add(alarm);
    return { dispose: () => this.alarms.delete(alarm) };
  }

  /** How many wait to be woken. */
  get waiting(): number {
    return this.alarms.size;
  }

  async pass(ms: number): Promise<void> {
    const end = this.at + ms;
    await settled();
    for (;;) {
      const next = [...this.alarms].reduce<Alarm | undefined>((a, b) => (a && a.at <= b.at ? a : b), undefined);
      if (!next || next.at > end) break;
      this.alarms.delete(next);
      this.at = Math.max(this.at, next.at);
      void next.ring();
      await settled();
    }
    this.at = end;
  }

  /** The same, where what is done takes real time: whoever was woken is waited for. */
  async passWaiting(ms: number): Promise<void> {
    const end = this.at + ms;
    for (;;) {
      const at = Math.min(...[...this.alarms].map((alarm) => alarm.at));
      if (at > end) break;
      this.at = Math.max(this.at, at);
      const due = [...this.alarms].filter((alarm) => alarm.at <= this.at);
      for (const alarm of due) this.alarms.delete(alarm);
      await Promise.all(due.map(({ ring }) => ring()));
      await settled();
    }
    this.at = end;
  }

  /** The clock of the machine is set anew. */
  jump(ms: number): void {
    this.clock += ms;
  }
}

/** What hangs on promises and streams alone has happened. */
export async function settled(): Promise<void> {
  for (let round = 0; round < 4; round++) await turn();
}
