/** A path between two names. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
}

/**
 * The first arrow that closes a cycle with those before it, and the names along that cycle; `undefined` for a graph
 * without one.
 */
export function firstCycle(arrows: readonly Arrow[]): { index: number; names: readonly string[] } | undefined {
  for (const [index, arrow] of arrows.entries()) {
    const back = route(arrows.slice(0, index), arrow.to, arrow.from);
    if (back) return { index, names: [arrow.from, ...back] };
  }
  return undefined;
}

/** The names from `start` to `goal`, both included, along the arrows. */
function route(arrows: readonly Arrow[], start: string, goal: string): string[] | undefined {
  const seen = new Set<string>();
  const visit = (name: string): string[] | undefined => {
    if (name === goal) return [name];
    if (seen.has(name)) return undefined;
    seen.add(name);
    for (const { to } of arrows.filter((arrow) => arrow.from === name)) {
      const rest = visit(to);
      if (rest) return [name, ...rest];
    }
    return undefined;
  };
  return visit(start);
}

/** Each name to the next. */
export function chain(names: readonly string[]): Arrow[] {
  return names.slice(1).map((to, index) => ({ from: names[index] ?? to, to }));
}
