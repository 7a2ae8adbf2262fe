/**
 * Which element draws which line. A line keeps its element as long as it is drawn, whatever else comes and goes; one that is
 * not drawn any more leaves its element to one that comes, so that scrolling makes no elements.
 */
export class Slots {
  private held: ReadonlyMap<string, number> = new Map();

  /** The places of these lines' elements, each another; the lowest that are free. */
  assign(keys: readonly string[]): ReadonlyMap<string, number> {
    const kept = keys.flatMap((key) => {
      const slot = this.held.get(key);
      return slot === undefined ? [] : ([[key, slot]] as const);
    });
    const next = new Map<string, number>(kept);
    const taken = new Set(next.values());
    let free = 0;
    for (const key of keys) {
      if (next.has(key)) continue;
      while (taken.has(free)) free += 1;
      taken.add(free);
      next.set(key, free);
    }
    this.held = next;
    return next;
  }
}
