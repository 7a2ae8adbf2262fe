import type { TreeFiles } from '../manifest/render/rendered';
import type { Repository } from '../git/repository';
import type { Sha } from '../support/sha';

/** The files of a tree, for the renderer. */
export async function treeFiles(
  repository: Repository,
  tree: Sha,
): Promise<TreeFiles & { readonly blobs: ReadonlyMap<string, Sha> }> {
  const entries = await repository.files(tree);
  const blobs = new Map(entries.map(({ path, sha }) => [path, sha]));
  return {
    tree,
    blobs,
    paths: [...blobs.keys()],
    links: new Set(entries.filter(({ mode }) => !mode.startsWith('100')).map(({ path }) => path)),
    read: (path) => repository.blob(blobs.get(path) ?? ''),
  };
}
