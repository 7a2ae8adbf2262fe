import type { FileEdit, Staging } from '../../git/staging';
import { applyChanges } from '../../manifest/merge/applyChanges';
import type { Entry, EntryId, FlatFile } from '../../manifest/merge/contract';
import { apart } from '../../manifest/merge/parts';
import { mergeKeys } from '../../manifest/merge/mergeKeys';
import type { Sha } from '../../support/sha';
import { keyedContent, wholeFile, type ContentReader, type FileRef, type KeyId } from '../content/content';
import { differencesToRead } from '../content/differences';
import { fileRolesOf } from '../content/fileRoles';
import { itemsWithKeys, placeOf, shownKey } from '../content/items';
import { mergeLines } from '../merge/lineMerge';
import type { PendingItem, ContentKey } from '../plan';

export interface RolledBackItem {
  readonly item: PendingItem;
  readonly key: KeyId;
}

export interface RolledBack {
  readonly tree: Sha | null;
  /** By which `tree` differs from the present one. */
  readonly edits: ReadonlyMap<string, FileEdit>;
  readonly items: readonly RolledBackItem[];
  readonly conflicts: readonly (ContentKey & { readonly reason: string })[];
  readonly untouched: readonly ContentKey[];
}

interface FileOutcome {
  readonly path: string;
  /** Absent: the file stays as it is. */
  readonly edit?: FileEdit;
  readonly conflicts?: readonly (ContentKey & { readonly reason: string })[];
  readonly untouched?: readonly ContentKey[];
}

/** The state of `to`, but for what belongs to the environment, which stays as it is now. */
export async function restoredTree(reader: ContentReader, staging: Staging, now: Sha, to: Sha): Promise<RolledBack> {
  const differences = await differencesToRead(reader.repository, now, to);
  const outcomes = await Promise.all(
    differences.map(async ({ path, before, after }): Promise<FileOutcome> => {
      if (reader.rules.ownsPath(path)) return { path, untouched: [{ path }] };
      return restoredFile(reader, staging, path, before, after);
    }),
  );
  return collected(reader, staging, [now, to], outcomes);
}

async function restoredFile(
  reader: ContentReader,
  staging: Staging,
  path: string,
  now: FileRef | undefined,
  then: FileRef | undefined,
): Promise<FileOutcome> {
  if (!now || !then) return { path, edit: then ?? null };
  const [is, was] = await Promise.all([reader.read(path, now), reader.read(path, then)]);
  if (is.kind === 'opaque' || was.kind === 'opaque') return { path, edit: then };
  const [ours, theirs] = apart(is.flat, was.flat);
  const owned = differingOwned(ours, theirs);
  if (owned.length === 0) return { path, edit: then };
  const untouched = owned.map((entry) => placeOf(path, entry));
  const returning = withWholeDocuments(ours, theirs);
  const merged = mergeKeys({ base: ours.entries, target: ours.entries, source: returning });
  if (merged.changes.length === 0 && now.mode === then.mode) return { path, untouched };
  const edited = applyChanges(is.flat, merged.changes, reader.rules.merge);
  if (edited.kind === 'refused') {
    return { path, conflicts: edited.conflicts.map(({ reason }) => ({ path, reason })), untouched };
  }
  const edit = edited.text === null ? null : { mode: then.mode, sha: staging.blob(Buffer.from(edited.text)) };
  return { path, edit, untouched };
}

/** What comes back with a document that is gone now comes back as it was, what the environment owns included. */
function withWholeDocuments(now: FlatFile, then: FlatFile): ReadonlyMap<EntryId, Entry> {
  const present = new Set(now.documents.map(({ id }) => id));
  return new Map(
    [...then.entries].map(([id, entry]) => [id, present.has(entry.document) ? entry : { ...entry, owned: false }]),
  );
}

function differingOwned(now: FlatFile, then: FlatFile): readonly Entry[] {
  const plain = (entry: Entry | undefined) =>
    JSON.stringify(entry?.value, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
  return [...new Map([...then.entries, ...now.entries]).values()].filter(
    ({ id, owned }) => owned && plain(now.entries.get(id)) !== plain(then.entries.get(id)),
  );
}

export interface UndoStep {
  readonly deployment: Sha;
  /** The tree before it. */
  readonly before: Sha;
}

/**
 * `merge3(deployment, now, its first parent)` for each deployment, newest first. What the deployment itself did to
 * environment-owned content is undone too: it is the change that is meant.
 */
export async function undoneTree(
  reader: ContentReader,
  staging: Staging,
  now: Sha,
  steps: readonly UndoStep[],
  signal: AbortSignal | undefined,
): Promise<RolledBack> {
  const current = new Map<string, FileEdit>();
  const conflicts = new Map<string, readonly (ContentKey & { readonly reason: string })[]>();
  for (const { deployment, before } of steps) {
    signal?.throwIfAborted();
    const changed = await differencesToRead(reader.repository, deployment, before);
    for (const { path, before: done, after: undone } of changed) {
      const entry = current.get(path);
      const present = entry === undefined ? await fileIn(reader, now, path) : (entry ?? undefined);
      const outcome = await undoneFile(reader, staging, path, { base: done, target: present, source: undone });
      if (outcome.conflicts) conflicts.set(path, outcome.conflicts);
      else if (outcome.edit !== undefined) current.set(path, outcome.edit);
    }
  }
  const outcomes = [...current].map(([path, edit]) => ({ path, edit }));
  const failed = [...conflicts].map(([path, reasons]) => ({ path, conflicts: reasons }));
  const trees: [Sha, ...Sha[]] = [now, ...steps.flatMap(({ deployment, before }) => [deployment, before])];
  return collected(reader, staging, trees, [...outcomes, ...failed]);
}

export async function fileIn(reader: ContentReader, tree: Sha, path: string): Promise<FileRef | undefined> {
  const entry = await reader.repository.entryAt(tree, path);
  return entry && entry.mode !== '40000' ? { mode: entry.mode, sha: entry.sha } : undefined;
}

interface UndoSides {
  readonly base: FileRef | undefined;
  readonly target: FileRef | undefined;
  readonly source: FileRef | undefined;
}

async function undoneFile(
  reader: ContentReader,
  staging: Staging,
  path: string,
  { base, target, source }: UndoSides,
): Promise<FileOutcome> {
  if (isSame(target, source)) return { path };
  if (isSame(target, base)) return { path, edit: source ?? null };
  const conflict = (reason: string): FileOutcome => ({ path, conflicts: [{ path, reason }] });
  if (!target || !source || !base) return conflict('A later deployment changed this file too.');
  const flats = await Promise.all([base, target, source].map((file) => flatOf(reader, staging, path, file)));
  const [old, ours, theirs] = flats;
  if (old && ours && theirs) {
    const merged = mergeKeys({ base: unowned(old), target: unowned(ours), source: unowned(theirs) });
    const edited =
      merged.conflicts.length > 0
        ? { kind: 'refused' as const, conflicts: merged.conflicts }
        : applyChanges(ours, merged.changes, reader.rules.merge);
    if (edited.kind === 'refused') {
      const places = edited.conflicts.map(({ key }) => ({
        path,
        ...(key && key.length > 0 ? { key: shownKey(key) } : {}),
      }));
      return { path, conflicts: places.map((place) => ({ ...place, reason: 'A later deployment changed this too.' })) };
    }
    return {
      path,
      edit: edited.text === null ? null : { mode: target.mode, sha: staging.blob(Buffer.from(edited.text)) },
    };
  }
  const [baseData, targetData, sourceData] = await Promise.all(
    [base, target, source].map(({ sha }) => staging.read(sha)),
  );
  if (!baseData || !targetData || !sourceData) return conflict('Not readable.');
  const lines = await mergeLines({ base: baseData, target: targetData, source: sourceData });
  if (lines.kind === 'conflict') return conflict('A later deployment changed these lines too.');
  return { path, edit: { mode: target.mode, sha: staging.blob(lines.data) } };
}

function isSame(one: FileRef | undefined, other: FileRef | undefined): boolean {
  return one?.sha === other?.sha && one?.mode === other?.mode;
}

function unowned(flat: FlatFile): ReadonlyMap<EntryId, Entry> {
  return new Map([...flat.entries].map(([id, entry]) => [id, entry.owned ? { ...entry, owned: false } : entry]));
}

/** The keys of a file that is in the repository or only staged. */
async function flatOf(
  reader: ContentReader,
  staging: Staging,
  path: string,
  file: FileRef,
): Promise<FlatFile | undefined> {
  if (staging.has(file.sha)) {
    return keyedContent((await staging.read(file.sha)).toString('utf8'), reader.rules)?.flat;
  }
  const content = await reader.read(path, file);
  return content.kind === 'keys' ? content.flat : undefined;
}

async function collected(
  reader: ContentReader,
  staging: Staging,
  trees: readonly [Sha, ...Sha[]],
  outcomes: readonly FileOutcome[],
): Promise<RolledBack> {
  const [now] = trees;
  const roles = await fileRolesOf(reader.repository, trees);
  const edits = new Map(outcomes.flatMap(({ path, edit }) => (edit === undefined ? [] : [[path, edit] as const])));
  const conflicts = outcomes.flatMap((outcome) => outcome.conflicts ?? []);
  const parts = await Promise.all(
    [...edits]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(async ([path, edit]) => {
        const file = { path, role: roles.of(path) };
        const present = await fileIn(reader, now, path);
        const [before, after] = await Promise.all([
          present && flatOf(reader, staging, path, present),
          edit && flatOf(reader, staging, path, edit),
        ]);
        if (isSame(present, edit ?? undefined)) return [];
        return itemsWithKeys(file, present && (before ?? 'opaque'), edit ? (after ?? 'opaque') : undefined).map(
          ({ item, key }) => ({ item: { ...item, reintroduced: false }, key: key ?? wholeFile }),
        );
      }),
  );
  return {
    tree: conflicts.length > 0 ? null : await staging.edit(now, edits),
    edits,
    items: parts.flat(),
    conflicts,
    untouched: outcomes.flatMap((outcome) => outcome.untouched ?? []),
  };
}
