import { Staging, type FileEdit } from '../../git/staging';
import type { FlatFile } from '../../manifest/merge/contract';
import type { FileRoles } from '../../manifest/secrecy/roles';
import type { Sha } from '../../support/sha';
import { type ContentReader, type FileContent, type FileRef, keyedContent } from '../content/content';
import { differencesToRead } from '../content/differences';
import { fileRolesOf } from '../content/fileRoles';
import { itemsOf, shownKey, type ItemsFile } from '../content/items';
import { mergeLines } from './lineMerge';
import { mergeFile, type FileBase, type MergedFile, type SideContents } from './mergeFile';
import { readIf } from '../content/keySet';
import type { PendingItem, ContentKey } from '../plan';
import type { Witness } from './witness';

export interface PredictedFile extends MergedFile {
  /** By which the target changes. */
  readonly items: readonly Omit<PendingItem, 'reintroduced'>[];
  /** What the path becomes; absent: it stays as it is. */
  readonly edit?: FileEdit;
}

export interface Prediction {
  /** What each file is to the kustomizations of both sides. */
  readonly roles: FileRoles;
  readonly files: readonly PredictedFile[];
  /** Paths that belong to an environment as a whole and differ. */
  readonly ownedPaths: readonly string[];
  readonly conflicts: readonly (ContentKey & { readonly reason: string })[];
  /** The new objects that `tree` needs. */
  readonly staging: Staging;
  /** Nothing where there are conflicts. */
  readonly tree: Sha | null;
}

export interface PredictionRequest {
  readonly target: Sha;
  readonly source: Sha;
  readonly base: FileBase;
  readonly witness: Witness;
  readonly signal: AbortSignal | undefined;
}

/** `merge3(baseline, target, source)` on promotable content; everything else as on the target. Source: docs/promotion.md, "The baseline". */
export async function predict(reader: ContentReader, request: PredictionRequest): Promise<Prediction> {
  const { target, source, base, witness, signal } = request;
  const staging = new Staging(reader.repository);
  const differences = await differencesToRead(reader.repository, target, source);
  const roles = await fileRolesOf(reader.repository, differences.length === 0 ? [] : [target, source]);
  const [owned, promotable] = split(differences, ({ path }) => reader.rules.ownsPath(path));
  const files = await Promise.all(
    promotable.map(async ({ path, before, after }) => {
      signal?.throwIfAborted();
      const sides = { path, target: before, source: after };
      const { contents, ...merged } = await mergeFile(reader, sides, base, witness);
      return finished(reader, staging, { merged, contents, roles }, signal);
    }),
  );
  const clashes = await folderClashes(reader, target, files);
  const conflicts = [...files.flatMap(conflictsOf), ...clashes].sort(byPlace);
  const edits = new Map(files.flatMap(({ path, edit }) => (edit === undefined ? [] : [[path, edit] as const])));
  return {
    roles,
    files: files.sort(byPlace),
    ownedPaths: owned.map(({ path }) => path).sort(),
    conflicts,
    staging,
    tree: conflicts.length > 0 ? null : await staging.edit(target, edits),
  };
}

async function finished(
  reader: ContentReader,
  staging: Staging,
  read: { readonly merged: MergedFile; readonly contents: SideContents; readonly roles: FileRoles },
  signal: AbortSignal | undefined,
): Promise<PredictedFile> {
  const { merged, contents, roles } = read;
  const { path, result, sides } = merged;
  const file = { path, role: roles.of(path) };
  const before = flatOf(contents.target);
  switch (result.kind) {
    case 'unchanged':
      return { ...merged, items: [] };
    case 'conflict': {
      if (!result.undisputed || !before || before === 'opaque') return { ...merged, items: [] };
      return { ...merged, items: itemsOf(file, before, result.undisputed).filter(({ key }) => key !== undefined) };
    }
    case 'removed':
      return { ...merged, edit: null, items: [{ path, change: 'removed' }] };
    case 'file': {
      // The source's file, or the target's own in another mode.
      const after = result.file === sides.source ? flatOf(contents.source) : before;
      return { ...merged, edit: result.file, items: itemsOf(file, before, after) };
    }
    case 'text': {
      const edit = { mode: result.mode, sha: staging.blob(Buffer.from(result.text)) };
      const after = keyedContent(result.text, reader.rules)?.flat ?? 'opaque';
      return { ...merged, edit, items: itemsOf(file, before, after) };
    }
    case 'lines':
      return mergedByLine(reader, staging, merged, result, signal);
  }
}

async function mergedByLine(
  reader: ContentReader,
  staging: Staging,
  merged: MergedFile,
  { base, mode }: { readonly base: FileRef; readonly mode: FileRef['mode'] },
  signal: AbortSignal | undefined,
): Promise<PredictedFile> {
  const { path, sides } = merged;
  const read = (file: FileRef | undefined) =>
    file ? reader.repository.blob(file.sha) : Promise.resolve(Buffer.alloc(0));
  const [old, target, source] = await Promise.all([read(base), read(sides.target), read(sides.source)]);
  const lines = await mergeLines({ base: old, target, source }, signal);
  if (lines.kind === 'conflict') {
    const conflicts = [{ reason: 'Changed on both sides, differently.' }];
    return { ...merged, result: { kind: 'conflict' }, conflicts, items: [] };
  }
  const sha = staging.blob(lines.data);
  if (sha === sides.target?.sha && mode === sides.target.mode) {
    return { ...merged, result: { kind: 'unchanged' }, items: [] };
  }
  return { ...merged, edit: { mode, sha }, items: [{ path, change: 'changed' }] };
}

/** The items by which one version of a file differs from another. */
export async function itemsBetween(
  reader: ContentReader,
  file: ItemsFile,
  before: FileRef | undefined,
  after: FileRef | undefined,
): Promise<readonly Omit<PendingItem, 'reintroduced'>[]> {
  const [old, young] = await Promise.all([readIf(reader, file.path, before), readIf(reader, file.path, after)]);
  return itemsOf(file, flatOf(old), flatOf(young));
}

function flatOf(content: FileContent | undefined): FlatFile | 'opaque' | undefined {
  return content?.kind === 'opaque' ? 'opaque' : content?.flat;
}

function conflictsOf({ path, conflicts }: PredictedFile): readonly (ContentKey & { readonly reason: string })[] {
  return conflicts.map(({ key, reason }) => ({
    path,
    ...(key && key.length > 0 ? { key: shownKey(key) } : {}),
    reason,
  }));
}

/** A file that comes where the target keeps a folder, or the other way round. */
async function folderClashes(
  reader: ContentReader,
  target: Sha,
  files: readonly PredictedFile[],
): Promise<readonly (ContentKey & { readonly reason: string })[]> {
  const added = files.filter(({ edit, sides }) => edit && !sides.target).map(({ path }) => path);
  if (added.length === 0) return [];
  const removed = new Set(files.filter(({ edit }) => edit === null).map(({ path }) => path));
  const kept = (await reader.repository.files(target)).map(({ path }) => path).filter((path) => !removed.has(path));
  const isInside = (path: string, folder: string) => path.startsWith(`${folder}/`);
  return added
    .filter((path) => kept.some((other) => isInside(path, other) || isInside(other, path)))
    .map((path) => ({ path, reason: 'A folder on one side, a file on the other.' }));
}

function split<T>(items: readonly T[], isFirst: (item: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))];
}

function byPlace(one: { readonly path: string }, other: { readonly path: string }): number {
  return one.path < other.path ? -1 : one.path > other.path ? 1 : 0;
}
