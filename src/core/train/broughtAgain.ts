import { changedKeys, type ContentKeySet } from '../promotion/content/keySet';
import type { PlanMemory } from '../promotion/edge';
import { Deployments } from '../promotion/history/deployments';
import type { Sha } from '../support/sha';
import { followed, type Landing, type LookedAtBranch } from './landed';

/**
 * The first promotion after a rollback that has brought again, by itself, all that a landing had brought: each of those keys has
 * the value that it had then. Nothing where none has, or it is not known.
 * @param takenBy the deployment that took it back
 * @see docs/train.md, "How it goes on"
 */
export async function broughtAgain(
  { reader, history }: PlanMemory,
  { branch, head }: LookedAtBranch,
  landing: Landing,
  takenBy: Sha,
  signal: AbortSignal,
): Promise<Sha | undefined> {
  await reader.repository.graph.load([head], signal);
  const chain = history.chain(head);
  const deployments = new Deployments(reader, history, branch, chain);
  const taken = chain.index.get(takenBy);
  const positions = landing.flatMap((commit) => chain.index.get(commit) ?? []);
  const newest = positions[0];
  if (taken === undefined || newest === undefined || positions.length < landing.length) return undefined;
  if (positions.some((position) => position > followed)) return undefined;
  const brought = await Promise.all(positions.map((position) => deployments.changesAt(position)));
  if (brought.every(({ isEmpty }) => isEmpty)) return undefined;
  for (let position = taken - 1; position >= 0; position -= 1) {
    signal.throwIfAborted();
    const origin = await deployments.originAt(position);
    if (origin.kind !== 'promotion' || origin.isHeard === true) continue;
    const [brings, differs] = await Promise.all([
      deployments.changesAt(position),
      changedKeys(reader, deployments.tree(newest), deployments.tree(position)),
    ]);
    if (brought.every((keys) => isAllOf(keys, brings) && isNoneOf(keys, differs))) return deployments.commit(position);
  }
  return undefined;
}

function isAllOf(keys: ContentKeySet, of: ContentKeySet): boolean {
  return placesOf(keys).every(([path, key]) => (key === undefined ? of.paths.has(path) : of.has(path, key)));
}

function isNoneOf(keys: ContentKeySet, of: ContentKeySet): boolean {
  return placesOf(keys).every(([path, key]) => (key === undefined ? !of.paths.has(path) : !of.has(path, key)));
}

/** Each with its key; none where the file as a whole is meant. */
function placesOf(keys: ContentKeySet): readonly (readonly [path: string, key: string | undefined])[] {
  return [...keys.paths].flatMap((path): readonly (readonly [string, string | undefined])[] => {
    const single = [...keys.keysOf(path)];
    return single.length === 0 ? [[path, undefined]] : single.map((key) => [path, key]);
  });
}
