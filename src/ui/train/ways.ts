import type { Catalog, Service } from '../../core/catalog/catalog';
import { inWaves } from '../../core/train/waves';

/** A train has no more steps (docs/train.md, "What a train is"). */
const mostSteps = 8;
const mostWays = 40;

/** The ways that all of some services can go, each by the names of its environments: single steps first, then chains. */
export function waysOf(services: readonly Service[]): readonly (readonly string[])[] {
  const [first, ...others] = services;
  if (!first) return [];
  const isCommon = (from: string, to: string) =>
    others.every(({ edges }) => edges.some((edge) => edge.from === from && edge.to === to));
  const steps = first.edges.filter(({ from, to }) => isCommon(from, to));
  const ways: (readonly string[])[] = [];
  let longer: readonly (readonly string[])[] = steps.map(({ from, to }) => [from, to]);
  for (let length = 1; length <= mostSteps && longer.length > 0 && ways.length < mostWays; length += 1) {
    ways.push(...longer);
    longer = longer.flatMap((way) =>
      steps.flatMap(({ from, to }) => (from === way.at(-1) && !way.includes(to) ? [[...way, to]] : [])),
    );
  }
  return ways.slice(0, mostWays);
}

/** The waves that the rules of the catalog give. */
export function catalogWaves(
  catalog: Pick<Catalog, 'train'>,
  services: readonly string[],
): readonly (readonly string[])[] {
  return inWaves(services, catalog.train ?? { canary: [], dependsOn: new Map() });
}
