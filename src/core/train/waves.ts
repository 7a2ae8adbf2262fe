import type { TrainRules } from '../catalog/catalog';

/**
 * The order of services by the rules of a catalog: canaries first, each after all that it depends on, as early as that
 * allows. A service that does not take part passes its dependencies on. Linear in services and dependencies that are met.
 *
 * @param services in the order in which they stand in a wave
 * @see docs/train.md, "Waves"
 */
export function inWaves(
  services: readonly string[],
  { canary, dependsOn }: TrainRules,
): readonly (readonly string[])[] {
  const chosen = new Set(services);
  const first = withAllBefore(
    canary.filter((name) => chosen.has(name)),
    dependsOn,
  );
  return [services.filter((name) => first.has(name)), services.filter((name) => !first.has(name))].flatMap((group) =>
    layered(group, dependsOn),
  );
}

/** By how many of the group have to go before, one after the other. */
function layered(group: readonly string[], dependsOn: TrainRules['dependsOn']): readonly (readonly string[])[] {
  const members = new Set(group);
  const depths = new Map<string, number>();
  const depthOf = (name: string): number => {
    const known = depths.get(name);
    if (known !== undefined) return known;
    depths.set(name, 0); // the catalog has no circle; who made one by hand is not searched for ever
    let depth = 0;
    for (const other of dependsOn.get(name) ?? [])
      depth = Math.max(depth, depthOf(other) + (members.has(other) ? 1 : 0));
    depths.set(name, depth);
    return depth;
  };
  const layers = new Map<number, string[]>();
  for (const name of group) {
    const layer = layers.get(depthOf(name));
    if (layer) layer.push(name);
    else layers.set(depthOf(name), [name]);
  }
  return [...layers].sort(([one], [other]) => one - other).map(([, layer]) => layer);
}

function withAllBefore(names: readonly string[], dependsOn: TrainRules['dependsOn']): ReadonlySet<string> {
  const all = new Set<string>();
  const open = [...names];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (all.has(name)) continue;
    all.add(name);
    open.push(...(dependsOn.get(name) ?? []));
  }
  return all;
}

/** What an order that a person gave does otherwise than the catalog says: a service that does not come after what it needs. */
export function outOfOrder(
  waves: readonly (readonly string[])[],
  { dependsOn }: TrainRules,
): readonly { readonly service: string; readonly needs: string }[] {
  const waveOf = new Map(waves.flatMap((names, index) => names.map((name) => [name, index] as const)));
  return [...waveOf].flatMap(([service, wave]) =>
    [...withAllBefore(dependsOn.get(service) ?? [], dependsOn)]
      .filter((needs) => (waveOf.get(needs) ?? -1) >= wave)
      .map((needs) => ({ service, needs })),
  );
}
