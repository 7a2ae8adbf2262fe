import type { PlanMemory } from '../promotion/edge';
import type { FileRef } from '../promotion/content/content';
import type { Sha } from '../support/sha';
import type { Change, Place } from './change';
import { runsOf, type ChangedSpots, type Presence } from './presence';

/** A stretch of time over which an environment had as much of a change. */
export interface Stay {
  readonly presence: Presence;
  /** The deployment that it began with. */
  readonly from: Sha;
}

/** How many deployments of what the change touched are looked at. */
const mostDeployments = 500;

/**
 * How much of a change an environment had, the newest first; the first is how it is now. Looked back no further than the
 * change is old: who had the same before did not have it from there.
 */
export async function staysAt(
  memory: PlanMemory,
  place: Place,
  change: Change,
  spots: ChangedSpots,
  signal: AbortSignal,
): Promise<readonly Stay[]> {
  const runs = new Map(
    await Promise.all([...change.keys.paths].map(async (path) => [path, await runsOf(memory, place, path)] as const)),
  );
  const set = new Set([...runs.values()].flat().map(({ oldest }) => oldest));
  const end = place === change.place ? change.position : Infinity;
  const positions = [...set]
    .filter((position) => position <= end)
    .sort((one, other) => one - other)
    .slice(0, mostDeployments);
  const made = await timeOf(memory, change.deployment);
  const stays: Stay[] = [];
  for (const position of positions) {
    signal.throwIfAborted();
    const from = place.chain.commits[position];
    if (from === undefined) break;
    const presence = await spots.presence((path) => fileAt(path, position));
    const younger = stays.at(-1);
    if (younger?.presence === presence) stays.splice(-1, 1, { presence, from });
    else stays.push({ presence, from });
    const isOlder = (await timeOf(memory, from)) < made;
    if (isOlder && presence === 'absent') break;
  }
  return stays;

  function fileAt(path: string, position: number): FileRef | undefined {
    return runs.get(path)?.find(({ newest, oldest }) => newest <= position && position <= oldest)?.file;
  }
}

/** When a commit was made, in milliseconds. */
async function timeOf({ reader }: PlanMemory, commit: Sha): Promise<number> {
  return Date.parse((await reader.repository.commit(commit)).committer.time);
}
