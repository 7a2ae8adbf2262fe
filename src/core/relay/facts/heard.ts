import type { Hint } from '../hints/hint';
import type { Entry, Ring } from '../log/ring';

const batch = 1_000;
const mostKept = 100_000;

/** Up to where a ring was heard, and of each repository the newest event that may have changed what is told of it. */
export class Heard {
  private place: number;
  private base: number;
  private readonly newest = new Map<string, number>();
  private readonly statuses = new Set<string>();

  constructor(private readonly ring: Ring) {
    this.place = ring.last;
    this.base = ring.last;
  }

  /** What has come since; of what is not kept any more everything may have changed. */
  *entries(): Generator<Entry> {
    for (;;) {
      const since = this.ring.since(this.place, batch);
      if (since.kind !== 'entries') {
        this.restart();
        return;
      }
      if (since.entries.length === 0) return;
      for (const entry of since.entries) {
        this.place = entry.sequence;
        yield entry;
      }
    }
  }

  note(key: string, sequence: number, kind: Hint['kind'] | undefined): void {
    if (this.newest.size >= mostKept && !this.newest.has(key)) this.restart();
    this.newest.set(key, sequence);
    // That of one commit they are told says nothing of the next.
    if (kind === 'status') this.statuses.add(key);
    else if (kind === 'push') this.statuses.delete(key);
  }

  /** Where it is not known, a place that is not before it. */
  newestOf(key: string): number {
    return this.newest.get(key) ?? Math.min(this.ring.newestOf(key), this.base);
  }

  /** Whether a webhook told of the state of a commit there since it was pushed to. */
  hasStatus(key: string): boolean {
    return this.statuses.has(key);
  }

  private restart(): void {
    this.place = this.ring.last;
    this.base = this.ring.last;
    this.newest.clear();
    this.statuses.clear();
  }
}
