import type { Sha } from '../support/sha';
import { GitError } from './errors';
import { isSha } from './names';
import type { Repository } from './repository';

/**
 * The tree that git itself makes of merging two commits, as a forge's button does; nothing where it finds a conflict, or
 * no common history. Touches no ref, work tree or index.
 * @throws GitError
 */
export async function nativeMerge(
  repository: Repository,
  ours: Sha,
  theirs: Sha,
  signal?: AbortSignal,
): Promise<Sha | undefined> {
  for (const commit of [ours, theirs]) if (!isSha(commit)) throw GitError.badName(commit);
  await repository.graph.load([ours, theirs], signal);
  if (repository.graph.mergeBases(ours, theirs).length === 0) return undefined;
  const printed = await repository.run({
    args: ['merge-tree', '--write-tree', '--no-messages', '--name-only', '--end-of-options', ours, theirs],
    answers: [1], // a conflict: its files follow the tree
    signal,
  });
  const [tree = '', ...conflicts] = printed.trim().split('\n');
  return conflicts.length === 0 && isSha(tree) ? tree : undefined;
}
