import type { Settling } from './types';

/** Things that are not ready at once after they were made, as a forge's queues leave them. */
export class Unsettled {
  private readonly waiting = new Map<string, { since: number; looksLeft: number }>();

  constructor(
    private readonly settling: Settling,
    private readonly now: () => Date,
  ) {}

  begin(key: string): void {
    if (this.settling.kind === 'immediate') return;
    const looksLeft = this.settling.kind === 'looks' ? this.settling.count : Infinity;
    this.waiting.set(key, { since: this.now().getTime(), looksLeft });
  }

  /** Whether it is ready; a look that finds it unready counts. */
  look(key: string): boolean {
    const entry = this.waiting.get(key);
    if (!entry) return true;
    const timeLeft = this.settling.kind === 'time' ? entry.since + this.settling.ms - this.now().getTime() : Infinity;
    if (entry.looksLeft <= 0 || timeLeft <= 0) {
      this.waiting.delete(key);
      return true;
    }
    entry.looksLeft -= 1;
    return false;
  }

  /** Whether it is still unready by time; does not count as a look. */
  hidden(key: string): boolean {
    const entry = this.waiting.get(key);
    return (
      entry !== undefined && this.settling.kind === 'time' && entry.since + this.settling.ms > this.now().getTime()
    );
  }

  forget(key: string): void {
    this.waiting.delete(key);
  }
}
