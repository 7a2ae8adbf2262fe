/** A path between two names. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
}

/**
 * The first arrow that closes a cycle with those before it, and the names along that cycle; `undefined` for a graph
 * without one. Of n arrows it takes n log n steps.
 */
export function firstCycle(arrows: readonly Arrow[]): { index: number; names: readonly string[] } | undefined {
  if (!hasCycle(arrows)) return undefined;
  let [without, within] = [0, arrows.length];
  while (within - without > 1) {
    const middle = (without + within) >> 1;
    if (hasCycle(arrows.slice(0, middle))) within = middle;
    else without = middle;
  }
  const index = within - 1;
  const closing = arrows[index];
  const back = closing && route(arrows.slice(0, index), closing.to, closing.from);
  return back && { index, names: [closing.from, ...back] };
}

/** What nothing leads to is taken away until nothing is left, or a cycle is. */
function hasCycle(arrows: readonly Arrow[]): boolean {
  const following = followers(arrows);
  const into = new Map<string, number>();
  for (const { to } of arrows) into.set(to, (into.get(to) ?? 0) + 1);
  const free = [...following.keys()].filter((name) => !into.has(name));
  for (let name = free.pop(); name !== undefined; name = free.pop()) {
    for (const to of following.get(name) ?? []) {
      const left = (into.get(to) ?? 0) - 1;
      if (left > 0) into.set(to, left);
      else if (into.delete(to)) free.push(to);
    }
  }
  return into.size > 0;
}

/** The names on a shortest way from `start` to `goal`, both included. */
function route(arrows: readonly Arrow[], start: string, goal: string): readonly string[] | undefined {
  const following = followers(arrows);
  const before = new Map<string, string | undefined>([[start, undefined]]);
  // A Map goes on with what is added while it is gone through.
  for (const name of before.keys()) {
    if (name === goal) break;
    for (const to of following.get(name) ?? []) if (!before.has(to)) before.set(to, name);
  }
  if (!before.has(goal)) return undefined;
  const names: string[] = [];
  for (let name: string | undefined = goal; name !== undefined; name = before.get(name)) names.push(name);
  return names.reverse();
}

function followers(arrows: readonly Arrow[]): ReadonlyMap<string, readonly string[]> {
  const following = new Map<string, string[]>();
  for (const { from, to } of arrows) {
    const known = following.get(from);
    if (known) known.push(to);
    else following.set(from, [to]);
  }
  return following;
}

/** Each name to the next. */
export function chain(names: readonly string[]): Arrow[] {
  return names.slice(1).map((to, index) => ({ from: names[index] ?? to, to }));
}
