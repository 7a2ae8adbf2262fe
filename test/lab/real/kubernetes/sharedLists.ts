import type { LiveObject } from '../../lab';
import type { Objects } from './objects';

/** Lists of the whole cluster. Many may ask again and again: who comes while one is under way shares the next. */
export class SharedLists {
  private readonly underWay = new Map<string, Promise<unknown>>();
  private readonly next = new Map<string, Promise<readonly LiveObject[]>>();

  constructor(private readonly objects: Objects) {}

  /** What is there after this call. */
  list(kind: string): Promise<readonly LiveObject[]> {
    const waiting = this.next.get(kind);
    if (waiting) return waiting;
    const before = this.underWay.get(kind) ?? Promise.resolve();
    const start = (): Promise<readonly LiveObject[]> => {
      this.next.delete(kind);
      this.underWay.set(kind, started);
      return this.objects.list(kind);
    };
    const started = before.then(start, start);
    this.next.set(kind, started);
    return started;
  }
}
