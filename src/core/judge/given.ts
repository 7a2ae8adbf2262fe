import type { PlanMemory } from '../promotion/edge';
import type { Prediction } from '../promotion/merge/prediction';
import type { Sha } from '../support/sha';
import { broughtBetween, type Brought } from './brought';

/**
 * What belongs to the environment and becomes just what it becomes in a tree that was made again: what comes or goes with
 * the file or the document that it is in. All else that belongs to the environment was changed by somebody.
 * @returns the places
 */
export async function givenOwned(
  { reader }: PlanMemory,
  brought: readonly Brought[],
  made: Sha | undefined,
  merged: Sha,
): Promise<ReadonlySet<string>> {
  const owned = brought.filter((one) => one.owned);
  if (owned.length === 0 || made === undefined) return new Set();
  const beside = new Set((await broughtBetween(reader, made, merged)).map(({ place }) => place));
  return new Set(owned.map(({ place }) => place).filter((place) => !beside.has(place)));
}

/**
 * The tree that promoting gives, as far as it can be told: a file in conflict stays as it is on the target. Stored, so
 * that it can be read.
 */
export async function plannedTree(
  { reader: { repository } }: PlanMemory,
  target: Sha,
  { files, conflicts, staging, tree }: Prediction,
  signal: AbortSignal,
): Promise<Sha> {
  const disputed = new Set(conflicts.map(({ path }) => path));
  const edits = files.flatMap(({ path, edit }) =>
    edit === undefined || disputed.has(path) ? [] : [[path, edit] as const],
  );
  const planned = tree ?? (await staging.edit(target, new Map(edits)));
  await repository.write(staging, signal);
  return planned;
}
