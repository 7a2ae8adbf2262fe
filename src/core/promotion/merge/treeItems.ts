import { diffTrees } from '../../git/diff';
import type { Sha } from '../../support/sha';
import type { ContentReader } from '../content/content';
import { fileRolesOf } from '../content/fileRoles';
import type { PendingItem } from '../plan';
import { itemsBetween } from './prediction';

/** One key or file by which two trees differ. */
export type TreeItem = Omit<PendingItem, 'reintroduced'>;

/**
 * All that differs between two trees, by key where both can be read so, what belongs to the environment included. Of Secrets
 * no value is there. `null` is the tree of nothing.
 */
export async function treeItems(
  reader: ContentReader,
  before: Sha | null,
  after: Sha | null,
): Promise<readonly TreeItem[]> {
  const { repository } = reader;
  const [differences, roles] = await Promise.all([
    diffTrees(repository, before, after),
    fileRolesOf(
      repository,
      [before, after].filter((tree) => tree !== null),
    ),
  ]);
  const sorted = differences.toSorted((one, other) => (one.path < other.path ? -1 : 1));
  const items = await Promise.all(
    sorted.map(({ path, before: was, after: is }) => itemsBetween(reader, { path, role: roles.of(path) }, was, is)),
  );
  return items.flat();
}
