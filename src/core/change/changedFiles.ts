import { diffTrees } from '../git/diff';
import type { Repository } from '../git/repository';
import type { Sha } from '../support/sha';

/** One file of a change, by object name; absent where the file is not there on that side. */
export interface ChangedFile {
  readonly path: string;
  readonly before?: Sha;
  readonly after?: Sha;
}

/** The files by which one tree differs from another; without a tree before, all of them. */
export async function changedFiles(
  repository: Repository,
  before: Sha | null,
  after: Sha,
): Promise<readonly ChangedFile[]> {
  const differences = await diffTrees(repository, before, after);
  return differences.map(({ path, before: old, after: young }) => ({
    path,
    ...(old ? { before: old.sha } : {}),
    ...(young ? { after: young.sha } : {}),
  }));
}
