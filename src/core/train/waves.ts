import type { TrainRules } from '../catalog/catalog';
import { inOrder } from '../catalog/train/dependencies';

/**
 * The order of services by the rules of a catalog: canaries first, each after all that it depends on, as early as that
 * allows. A service that does not take part passes its dependencies on. Linear in services and rules.
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
  for (const name of inOrder(dependsOn)) {
    let depth = 0;
    for (const other of dependsOn.get(name) ?? []) {
      depth = Math.max(depth, (depths.get(other) ?? 0) + (members.has(other) ? 1 : 0));
    }
    depths.set(name, depth);
  }
  const layers = new Map<number, string[]>();
  for (const name of group) {
    const depth = depths.get(name) ?? 0;
    const layer = layers.get(depth);
    if (layer) layer.push(name);
    else layers.set(depth, [name]);
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
