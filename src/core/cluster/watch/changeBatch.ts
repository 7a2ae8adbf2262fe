import type { Disposable } from '../../support/disposable';

/** Of hundreds of places, what waits (a key that is pressed, an answer) waits no longer. */
const longestMs = 15;

/** Gathers changes by place for a moment, then tells of each place once; where there are many, with turns for others in between. */
export class ChangeBatch implements Disposable {
  private readonly pending = new Map<string, Set<string>>();
  private timer: NodeJS.Timeout | undefined;
  private readonly resting = new Set<NodeJS.Immediate>();

  constructor(
    private readonly waitMs: number,
    private readonly tell: (place: string, details: ReadonlySet<string>) => void,
  ) {}

  add(place: string, detail?: string): void {
    const details = this.pending.get(place) ?? new Set();
    this.pending.set(place, details);
    if (detail !== undefined) details.add(detail);
    this.timer ??= setTimeout(() => this.flush(), this.waitMs);
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const rest of this.resting) clearImmediate(rest);
    this.pending.clear();
  }

  private flush(): void {
    this.timer = undefined;
    const told = [...this.pending];
    this.pending.clear();
    this.tellOf(told);
  }

  private tellOf(told: readonly (readonly [place: string, details: ReadonlySet<string>])[]): void {
    const since = performance.now();
    for (const [at, [place, details]] of told.entries()) {
      if (at > 0 && performance.now() - since >= longestMs) {
        const rest = setImmediate(() => {
          this.resting.delete(rest);
          this.tellOf(told.slice(at));
        });
        this.resting.add(rest);
        return;
      }
      this.tell(place, details);
    }
  }
}
