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
 * A conflict need not name a file: by default words follow the tree where there is one, and none where there is not.
 * @throws GitError
 * @see git-merge-tree(1), "Mistakes to avoid"
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
    args: ['merge-tree', '--write-tree', '--name-only', '-z', '--end-of-options', ours, theirs],
    answers: [1], // a conflict: its files follow the tree, then what git says of it
    signal,
  });
  const [tree = '', ...told] = printed.replace(/\0$/, '').split('\0');
  if (told.length === 0 && isSha(tree)) return { kind: 'merged', tree };
  return { kind: 'conflict', paths: told.slice(0, Math.max(0, told.indexOf(''))) };
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
