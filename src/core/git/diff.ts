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
  const { differing, names } = pairsOf(old, young);
  budget.spend(names, folder);
  const parts = await Promise.all(
    differing.map(({ name, ...entries }) => diffEntry(repository, `${folder}${name}`, entries, budget)),
  );
  return parts.flat();
}

interface Sides {
  readonly old: TreeEntry | undefined;
  readonly young: TreeEntry | undefined;
}

/** An entry that is not the same in two versions of a folder. */
export interface EntryDifference extends Sides {
  readonly name: string;
}

/** The entries that are not the same on both sides, and how many names there are. Most are the same, in the same places. */
function pairsOf(
  old: readonly TreeEntry[],
  young: readonly TreeEntry[],
): { readonly differing: readonly EntryDifference[]; readonly names: number } {
  const differing: EntryDifference[] = [];
  if (old.length === young.length && old.every(({ name }, index) => name === young[index]?.name)) {
    old.forEach((entry, index) => {
      const other = young[index];
      if (!isSame(entry, other)) differing.push({ name: entry.name, old: entry, young: other });
    });
    // Of a name that is there twice, which git refuses, the last counts.
    const isTwice = ({ name }: EntryDifference) => old.filter((entry) => entry.name === name).length > 1;
    if (!differing.some(isTwice)) return { differing, names: old.length };
    differing.length = 0;
  }
  const oldByName = new Map(old.map((entry) => [entry.name, entry]));
  const youngByName = new Map(young.map((entry) => [entry.name, entry]));
  const names = new Set([...oldByName.keys(), ...youngByName.keys()]);
  for (const name of names) {
    const pair = { name, old: oldByName.get(name), young: youngByName.get(name) };
    if (!isSame(pair.old, pair.young)) differing.push(pair);
  }
  return { differing, names: names.size };
}

function isSame(old: TreeEntry | undefined, young: TreeEntry | undefined): boolean {
  return old?.sha === young?.sha && old?.mode === young?.mode;
}

async function diffEntry(
  repository: Repository,
  path: string,
  entry: Sides,
  budget: PathBudget,
): Promise<readonly FileDifference[]> {
  const { before, after } = foldersOf(entry);
  const inFolder = await diffTrees(repository, before, after, `${path}/`, budget);
  const file = fileDifference(path, entry);
  return file ? [file, ...inFolder] : inFolder;
}

/** The folders of one entry; `null` where it is none. */
export function foldersOf({ old, young }: Sides): {
  readonly before: Sha | null;
  readonly after: Sha | null;
} {
  const folderOf = (entry: TreeEntry | undefined) => (entry?.mode === '40000' ? entry.sha : null);
  return { before: folderOf(old), after: folderOf(young) };
}

/** The file of one entry; nothing where it is a folder on both sides. */
export function fileDifference(path: string, { old, young }: Sides): FileDifference | undefined {
  const fileOf = (entry: TreeEntry | undefined): FileEntry | undefined =>
    entry && entry.mode !== '40000' ? { path, mode: entry.mode, sha: entry.sha } : undefined;
  const before = fileOf(old);
  const after = fileOf(young);
  return before || after ? { path, ...(before ? { before } : {}), ...(after ? { after } : {}) } : undefined;
}
