import type { FileEntry } from '../../git/objects';
import { Lru } from '../../support/lru';
import type { Repository } from '../../git/repository';
import { fileRoles, type FileRoles, gravest } from '../../manifest/secrecy/roles';
import type { Sha } from '../../support/sha';

/** A kustomization that is larger was not written by a person. */
const largestBytes = 1_000_000;
const keptTrees = 64;
const known = new WeakMap<Repository, Lru<Sha, Promise<FileRoles>>>();

/**
 * What files are to the kustomizations of trees; where these differ, the gravest counts: a file that was the content of a
 * Secret on one side is shown on neither. Each tree is looked at once.
 */
export async function fileRolesOf(repository: Repository, trees: readonly Sha[]): Promise<FileRoles> {
  const kept = known.get(repository) ?? new Lru<Sha, Promise<FileRoles>>(keptTrees);
  known.set(repository, kept);
  const roles = [...new Set(trees)].map((tree) => {
    const before = kept.get(tree);
    if (before) return before;
    const now = rolesOf(repository, tree);
    kept.set(tree, now, 1);
    now.catch(() => kept.delete(tree)); // asked again the next time
    return now;
  });
  return gravest(await Promise.all(roles));
}

async function rolesOf(repository: Repository, tree: Sha): Promise<FileRoles> {
  const entries = new Map((await repository.files(tree)).map((entry) => [entry.path, entry]));
  const read = async (entry: FileEntry | undefined) =>
    entry === undefined || entry.mode === '160000' ? undefined : repository.blob(entry.sha);
  return fileRoles({
    paths: [...entries.keys()],
    read: async (path) => {
      const entry = entries.get(path);
      const data = entry?.mode === '120000' ? undefined : await read(entry);
      return data === undefined || data.length > largestBytes ? undefined : data.toString('utf8');
    },
    link: async (path) => {
      const entry = entries.get(path);
      return entry?.mode === '120000' ? (await read(entry))?.toString('utf8') : undefined;
    },
  });
}
