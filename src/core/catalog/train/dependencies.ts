/** By name: what has to go before it. */
export type Dependencies = ReadonlyMap<string, readonly string[]>;

/**
 * A circle of dependencies: each name depends on the next, and the last is the first again. Nothing where there is none.
 * Linear in names and dependencies.
 */
export function circleIn(dependencies: Dependencies): readonly string[] | undefined {
  const left = unordered(dependencies);
  const [start] = left;
  if (start === undefined) return undefined;
  // Each that is left depends on one that is left: who follows them comes back.
  const path = new Map<string, number>();
  for (let name = start; ; name = nextOf(name)) {
    const seen = path.get(name);
    if (seen !== undefined) return [...[...path.keys()].slice(seen), name];
    path.set(name, path.size);
  }

  function nextOf(name: string): string {
    return dependencies.get(name)?.find((one) => left.has(one)) ?? name;
  }
}

/** The names that stand in a circle, or depend on one. */
function unordered(dependencies: Dependencies): ReadonlySet<string> {
  const open = new Map<string, number>();
  const waiting = new Map<string, string[]>();
  const ready: string[] = [];
  for (const [name, others] of dependencies) {
    const known = [...new Set(others)].filter((other) => dependencies.has(other));
    open.set(name, known.length);
    if (known.length === 0) ready.push(name);
    for (const other of known) {
      const those = waiting.get(other);
      if (those) those.push(name);
      else waiting.set(other, [name]);
    }
  }
  const left = new Set(dependencies.keys());
  for (let name = ready.pop(); name !== undefined; name = ready.pop()) {
    left.delete(name);
    for (const one of waiting.get(name) ?? []) {
      const count = (open.get(one) ?? 0) - 1;
      open.set(one, count);
      if (count === 0) ready.push(one);
    }
  }
  return left;
}
