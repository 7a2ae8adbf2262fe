import type { Sha } from '../support/sha';
import type { FileEntry, TreeEntry } from './objects';
import type { Repository } from './repository';
import { PathBudget } from './treeBound';

export interface FileDifference {
  readonly path: string;
  readonly before?: FileEntry;
  readonly after?: FileEntry;
}

/** The files by which two trees differ. Equal folders are not entered. `null` is the tree of nothing. @throws TooManyPaths */
export async function diffTrees(
  repository: Repository,
  before: Sha | null,
  after: Sha | null,
  folder = '',
  budget = new PathBudget(),
): Promise<readonly FileDifference[]> {
  if (before === after) return [];
  const [old, young] = await Promise.all([
    before === null ? [] : repository.tree(before),
    after === null ? [] : repository.tree(after),
  ]);
  const oldByName = new Map(old.map((entry) => [entry.name, entry]));
  const youngByName = new Map(young.map((entry) => [entry.name, entry]));
  const names = new Set([...oldByName.keys(), ...youngByName.keys()]);
  budget.spend(names.size, folder);
  const parts = await Promise.all(
    [...names].map((name) => {
      const entries = { old: oldByName.get(name), young: youngByName.get(name) };
      return diffEntry(repository, `${folder}${name}`, entries, budget);
    }),
  );
  return parts.flat();
}

async function diffEntry(
  repository: Repository,
  path: string,
  { old, young }: Readonly<Record<'old' | 'young', TreeEntry | undefined>>,
  budget: PathBudget,
): Promise<readonly FileDifference[]> {
  if (old?.sha === young?.sha && old?.mode === young?.mode) return [];
  const folderOf = (entry: TreeEntry | undefined) => (entry?.mode === '40000' ? entry.sha : null);
  const fileOf = (entry: TreeEntry | undefined): FileEntry | undefined =>
    entry && entry.mode !== '40000' ? { path, mode: entry.mode, sha: entry.sha } : undefined;
  const inFolder = await diffTrees(repository, folderOf(old), folderOf(young), `${path}/`, budget);
  const before = fileOf(old);
  const after = fileOf(young);
  if (!before && !after) return inFolder;
  return [{ path, ...(before ? { before } : {}), ...(after ? { after } : {}) }, ...inFolder];
}
