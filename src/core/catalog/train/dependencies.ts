/** By name: what has to go before it. */
export type Dependencies = ReadonlyMap<string, readonly string[]>;

/**
 * A circle of dependencies: each name depends on the next, and the last is the first again. Nothing where there is none.
 * Linear in names and dependencies.
 */
export function circleIn(dependencies: Dependencies): readonly string[] | undefined {
  const done = new Set(inOrder(dependencies));
  const start = [...dependencies.keys()].find((name) => !done.has(name));
  if (start === undefined) return undefined;
  // Each that is left depends on one that is left: who follows them comes back.
  const path = new Map<string, number>();
  for (let name = start; ; name = nextOf(name)) {
    const seen = path.get(name);
    if (seen !== undefined) return [...[...path.keys()].slice(seen), name];
    path.set(name, path.size);
  }

  function nextOf(name: string): string {
    return dependencies.get(name)?.find((one) => dependencies.has(one) && !done.has(one)) ?? name;
  }
}

/** The names that depend on something, each after those of them that it depends on; without what stands in a circle, or waits for one. */
export function inOrder(dependencies: Dependencies): readonly string[] {
  const open = new Map<string, number>();
  const waiting = new Map<string, string[]>();
  for (const [name, others] of dependencies) {
    const known = [...new Set(others)].filter((other) => dependencies.has(other));
    open.set(name, known.length);
    for (const other of known) {
      const those = waiting.get(other);
      if (those) those.push(name);
      else waiting.set(other, [name]);
    }
  }
  const order = [...open].flatMap(([name, count]) => (count === 0 ? [name] : []));
  for (const done of order) {
    for (const name of waiting.get(done) ?? []) {
      const count = (open.get(name) ?? 0) - 1;
      open.set(name, count);
      if (count === 0) order.push(name); // the loop goes on with it
    }
  }
  return order;
}
