import type { PlanMemory } from '../edge';
import type { Sha } from '../../support/sha';
import { wholeFile, type KeyId } from '../content/content';
import type { Deployments, Origin } from '../history/deployments';
import type { ContentKey } from '../plan';
import { changedKeys, ContentKeySet } from '../content/keySet';

/** A rollback that landed and did not give the state that it promised. */
export interface BrokenRollback {
  readonly deployment: Sha;
  /** Files that are not as they should be. */
  readonly places: readonly ContentKey[];
}

/** How far back a rollback is still looked at, if nothing was promoted since. */
const lookedAt = 30;

/**
 * Verifies the newest rollback, unless something was promoted over it: merged after its branch moved, it may have given
 * neither state. Nothing where it is as promised.
 * @see docs/promotion.md, "Rolling back"
 */
export async function brokenRollback(
  memory: PlanMemory,
  deployments: Deployments,
): Promise<BrokenRollback | undefined> {
  const end = Math.min(deployments.chain.commits.length - 1, lookedAt);
  for (let position = 0; position < end; position += 1) {
    const origin = await deployments.originAt(position);
    // What it promised is not known, nor what that makes of older ones.
    if (origin.kind === 'promotion' || origin.kind === 'lostRollback') return undefined;
    if (origin.kind === 'direct' || origin.by === 'revert') continue;
    const wrong = await wrongPlaces(memory, deployments, origin, position);
    const stopped = await stoppedPaths(memory, deployments, position);
    const paths = [...wrong.paths].filter((path) => !stopped.has(path)).sort();
    const places = paths.map((path): ContentKey => ({ path }));
    return places.length > 0 ? { deployment: deployments.commit(position), places } : undefined;
  }
  return undefined;
}

function wrongPlaces(
  memory: PlanMemory,
  deployments: Deployments,
  origin: Origin & { readonly kind: 'restore' | 'undo' },
  position: number,
): Promise<ContentKeySet> {
  return origin.kind === 'restore'
    ? changedKeys(memory.reader, deployments.tree(origin.to), deployments.tree(position))
    : wrongAfterUndo(memory, deployments, origin.deployments, position);
}

/** What the undone deployments changed is as it was before the oldest of them, and nothing else changed. */
async function wrongAfterUndo(
  memory: PlanMemory,
  deployments: Deployments,
  undone: readonly number[],
  position: number,
): Promise<ContentKeySet> {
  const wrong = new ContentKeySet();
  const meant = new Map<string, { readonly path: string; readonly key: KeyId; readonly before: number }>();
  for (const at of [...undone].sort((one, other) => one - other)) {
    const changes = await deployments.changesAt(at);
    for (const path of changes.paths) {
      const keys = changes.keysOf(path);
      for (const key of keys.size > 0 ? keys : [wholeFile]) {
        meant.set(`${path}\0${key}`, { path, key, before: at + 1 });
      }
    }
  }
  for (const { path, key, before } of meant.values()) {
    // Merged by line with what came later: what it has to be is not known.
    if (key === wholeFile && (await changedBetween(deployments, path, before - 1, position))) continue;
    const [was, is] = await Promise.all([before, position].map((at) => valueAt(memory, deployments, at, path, key)));
    if (was !== is) wrong.addKey(path, key);
  }
  const changed = await deployments.changesAt(position);
  const files = new Set([...meant.values()].map(({ path }) => path));
  for (const path of changed.paths) {
    const others = [...changed.keysOf(path)].filter((key) => !meant.has(`${path}\0${key}`) && !meant.has(`${path}\0`));
    if (!files.has(path) || others.length > 0) wrong.addFile(path);
  }
  return wrong;
}

async function changedBetween(deployments: Deployments, path: string, older: number, newer: number): Promise<boolean> {
  for (let at = newer + 1; at < older; at += 1) {
    if ((await deployments.changesAt(at)).paths.has(path)) return true;
  }
  return false;
}

async function valueAt(
  { reader, history }: PlanMemory,
  deployments: Deployments,
  at: number,
  path: string,
  key: KeyId,
) {
  const file = await history.fileAt(deployments.tree(at), path);
  return (await reader.values(path, file, key === wholeFile ? 'opaque' : 'keys')).get(key);
}

/** Files that the rollback edited on purpose, so that nothing writes into them. */
async function stoppedPaths({ reader }: PlanMemory, deployments: Deployments, position: number): Promise<Set<string>> {
  const commits = [...deployments.sideCommits(position), deployments.commit(position)];
  const messages = await Promise.all(commits.map(async (sha) => (await reader.repository.commit(sha)).message));
  const lines = messages.flatMap((message) => [...message.matchAll(/^Rollback-Stops: (\S+)$/gm)]);
  return new Set(lines.map(([, path = '']) => decodeURIComponent(path)));
}
