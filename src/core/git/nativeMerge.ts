import type { Sha } from '../support/sha';
import { GitError } from './errors';
import { isSha } from './names';
import type { Repository } from './repository';

/** What merging one commit into another gives. `unrelated`: they have no history in common. */
export type NativeMerge =
  | { readonly kind: 'merged'; readonly tree: Sha }
  | { readonly kind: 'conflict'; readonly paths: readonly string[] }
  | { readonly kind: 'unrelated' };

/**
 * What git itself makes of merging two commits, as a forge's button does. Touches no ref, work tree or index.
 * @throws GitError
 */
export async function mergeNatively(
  repository: Repository,
  ours: Sha,
  theirs: Sha,
  signal?: AbortSignal,
): Promise<NativeMerge> {
  for (const commit of [ours, theirs]) if (!isSha(commit)) throw GitError.badName(commit);
  await repository.graph.load([ours, theirs], signal);
  if (repository.graph.mergeBases(ours, theirs).length === 0) return { kind: 'unrelated' };
  const printed = await repository.run({
    args: ['merge-tree', '--write-tree', '--no-messages', '--name-only', '-z', '--end-of-options', ours, theirs],
    answers: [1], // a conflict: its files follow the tree
    signal,
  });
  const [tree = '', ...paths] = printed.split('\0').filter((part) => part !== '');
  return paths.length === 0 && isSha(tree) ? { kind: 'merged', tree } : { kind: 'conflict', paths };
}

/** The tree of `mergeNatively`; nothing where there is none. @throws GitError */
export async function nativeMerge(
  repository: Repository,
  ours: Sha,
  theirs: Sha,
  signal?: AbortSignal,
): Promise<Sha | undefined> {
  const merge = await mergeNatively(repository, ours, theirs, signal);
  return merge.kind === 'merged' ? merge.tree : undefined;
}
