import type { Catalog } from '../catalog/catalog';
import type { Problem } from '../catalog/source';
import type { Clusters } from '../cluster/clusters';
import { discoverServices } from '../fleet/observe/discover';
import { endDependencies, makeDependencies, type FleetOptions } from '../fleet/makeDependencies';
import { makeOwnFolder, removeOwnFolder } from '../support/ownFolder';
import { examine } from './examine';
import type { CatalogPlaces } from './facts/catalogPlaces';
import { World } from './facts/world';
import type { Report } from './finding';

/** A catalog as it was read, or of it one service. */
export interface ExaminedCatalog {
  readonly catalog: Catalog;
  readonly isOne: boolean;
  /** What is doubtful in it. */
  readonly doubts: readonly Problem[];
  readonly places: CatalogPlaces;
}

/** How places are reached: as whoever asks may reach them. `clusters` are this run's alone, and end with it. */
export interface ExamineOptions extends Pick<FleetOptions, 'tokens' | 'forges' | 'log'> {
  readonly clusters: Clusters;
  /** For each question about one service. */
  readonly timeoutMs: number;
}

/**
 * Examines all services of a catalog, those that its `discover` finds among them, as they are now: nothing is taken from
 * what an earlier look has kept, and nothing stays.
 * @throws the signal's reason
 */
export async function examineNow(
  { catalog, isOne, doubts, places }: ExaminedCatalog,
  { timeoutMs, ...options }: ExamineOptions,
  signal: AbortSignal,
): Promise<Report> {
  const storage = await makeOwnFolder('doctor');
  const base = { ...options, storage, memory: storage, online: true };
  const deps = makeDependencies(base, () => ({ treeVisible: false, focused: false }));
  const { clusters } = options;
  const world = new World({ storage, places: deps.places, heads: deps.heads, clusters, timeoutMs });
  try {
    const { catalog: all, failures } = await discoverServices(catalog, deps.places, signal);
    const whole = !isOne && failures.length === 0;
    return await examine({ catalog: all, whole, doubts, undiscovered: failures, places }, world, signal);
  } finally {
    world.dispose();
    endDependencies(deps);
    await removeOwnFolder(storage);
  }
}
