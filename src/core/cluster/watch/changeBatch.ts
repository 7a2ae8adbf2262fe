import type { Disposable } from '../../support/disposable';

/** Gathers changes by place for a moment, then tells of each place once. */
export class ChangeBatch implements Disposable {
  private readonly pending = new Map<string, Set<string>>();
  private timer: NodeJS.Timeout | undefined;

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
    this.pending.clear();
  }

  private flush(): void {
    this.timer = undefined;
    const told = [...this.pending];
    this.pending.clear();
    for (const [place, details] of told) this.tell(place, details);
  }
}
