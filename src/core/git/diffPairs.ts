import type { Sha } from '../support/sha';
import { diffTrees, fileDifference, foldersOf, type EntryDifference, type FileDifference } from './diff';
import { newObject } from './encode';
import { GitError } from './errors';
import type { Mode, TreeEntry } from './objects';
import type { Repository } from './repository';
import { PathBudget } from './treeBound';

/** `null` is the tree of nothing. */
export interface TreePair {
  readonly before: Sha | null;
  readonly after: Sha | null;
}

/** Fewer are read folder by folder, by the process that is there: one more costs as much as some hundred folders. */
const fewPairs = 32;
/** For one process of git, so that what it prints is bounded. */
const mostPairs = 8_192;
const limitBytes = 64_000_000;
/** Deeper, few folders are left. */
const mostLevels = 8;
/** As many paths as are walked at all may be under way of each. */
const walkedAtOnce = 8;

/**
 * By which files the trees of each pair differ, in the order of the pairs: `diffTrees` of each. What differs is learned level by level, of
 * all folders of a level together, by one process of git in place of two folders that are read for each: it enters no
 * folder by itself, so that it ends however often folders name each other. Of a folder that git refuses it is as git reads it.
 * @throws TooManyPaths; GitError
 */
export async function diffPairs(
  repository: Repository,
  pairs: readonly TreePair[],
): Promise<readonly (readonly FileDifference[])[]> {
  if (pairs.length < fewPairs) return walked(repository, pairs);
  const folders = new Map<string, Folder>();
  const roots = pairs.map((pair): Folder => ({ pair }));
  let level: readonly Folder[] = roots;
  for (let depth = 0; depth < mostLevels && level.length >= fewPairs; depth += 1) {
    level = await learn(repository, level, folders);
  }
  const differences: (readonly FileDifference[])[] = [];
  for (const root of roots) {
    differences.push(filesOf(root) ?? (await diffTrees(repository, root.pair.before, root.pair.after)));
  }
  return differences;
}

async function walked(
  repository: Repository,
  pairs: readonly TreePair[],
): Promise<readonly (readonly FileDifference[])[]> {
  const differences: (readonly FileDifference[])[] = [];
  for (let start = 0; start < pairs.length; start += walkedAtOnce) {
    const some = pairs.slice(start, start + walkedAtOnce);
    differences.push(...(await Promise.all(some.map(({ before, after }) => diffTrees(repository, before, after)))));
  }
  return differences;
}

/** A folder in two versions. */
interface Folder {
  readonly pair: TreePair;
  /** By which entries they differ, once that is learned. */
  entries?: readonly { readonly difference: EntryDifference; readonly below: Folder | undefined }[];
}

/** Of what was learned, as `diffTrees` tells it; nothing where some of it was not. @throws TooManyPaths */
function filesOf(folder: Folder, path = '', budget = new PathBudget()): readonly FileDifference[] | undefined {
  if (!folder.entries) return undefined;
  budget.spend(folder.entries.length, path);
  const files: FileDifference[] = [];
  for (const { difference, below } of folder.entries) {
    const file = fileDifference(`${path}${difference.name}`, difference);
    if (file) files.push(file);
    if (!below) continue;
    const inFolder = filesOf(below, `${path}${difference.name}/`, budget);
    if (!inFolder) return undefined;
    files.push(...inFolder);
  }
  return files;
}

/** @param known all folders that were met, by their versions. @returns those below these that were not met before */
async function learn(
  repository: Repository,
  level: readonly Folder[],
  known: Map<string, Folder>,
): Promise<readonly Folder[]> {
  const met: Folder[] = [];
  const folderOf = (pair: TreePair): Folder | undefined => {
    if (pair.before === pair.after) return undefined;
    const key = `${pair.before ?? ''} ${pair.after ?? ''}`;
    const folder = known.get(key) ?? { pair };
    if (!known.has(key)) met.push(folder);
    known.set(key, folder);
    return folder;
  };
  for (let start = 0; start < level.length; start += mostPairs) {
    const asked = level.slice(start, start + mostPairs);
    const told = await toldByGit(
      repository,
      asked.map(({ pair }) => pair),
    );
    for (const [index, entries] of told.entries()) {
      const folder = asked[index];
      if (!folder || !isSure(entries)) continue;
      folder.entries = entries.map((difference) => ({ difference, below: folderOf(foldersOf(difference)) }));
    }
  }
  return met;
}

/** Each name told once; names that are no text may look the same. */
function isSure(entries: readonly EntryDifference[]): boolean {
  if (entries.some(({ name }) => name.includes('\ufffd'))) return false;
  const names = new Set(entries.map(({ name }) => name));
  return names.size === entries.length;
}

/** In the order of the pairs; nothing where git does not do: the walk says why. */
async function toldByGit(
  repository: Repository,
  pairs: readonly TreePair[],
): Promise<readonly (readonly EntryDifference[])[]> {
  const nothing = newObject(repository.place.hash, 'tree', Buffer.alloc(0)).sha;
  const input = pairs.map(({ before, after }) => `${before ?? nothing} ${after ?? nothing}\n`).join('');
  try {
    const said = await repository.run({
      args: ['diff-tree', '--stdin', '--raw', '-z', '--no-abbrev', '--no-renames', '--ignore-submodules=none'],
      input: Buffer.from(input),
      limitBytes,
    });
    const told = [...differencesIn(said)];
    return told.length === pairs.length ? told : [];
  } catch (error) {
    if (error instanceof GitError) return [];
    throw error;
  }
}

/** A line with both trees, then for each entry `:mode mode name name letter`, NUL, its name, NUL. */
function* differencesIn(said: string): Generator<readonly EntryDifference[]> {
  for (let at = 0; at < said.length;) {
    at = said.indexOf('\n', at) + 1;
    if (at === 0) return;
    const entries: EntryDifference[] = [];
    while (said[at] === ':') {
      const end = said.indexOf('\0', at);
      const last = said.indexOf('\0', end + 1);
      if (end < 0 || last < 0) return;
      entries.push(difference(said.slice(at + 1, end), said.slice(end + 1, last)));
      at = last + 1;
    }
    yield entries;
  }
}

function difference(fields: string, name: string): EntryDifference {
  const [oldMode = '', youngMode = '', oldSha = '', youngSha = ''] = fields.split(' ');
  return { name, old: entryOf(name, oldMode, oldSha), young: entryOf(name, youngMode, youngSha) };
}

/** The modes are those that git makes of what stands in a tree, as `decodeTree` does, with six digits; zeros stand for nothing. */
function entryOf(name: string, said: string, sha: Sha): TreeEntry | undefined {
  const mode = said.replace(/^0+/, '');
  return mode === '' ? undefined : { name, mode: mode as Mode, sha };
}
