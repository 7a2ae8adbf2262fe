import { applyChanges } from '../../manifest/merge/applyChanges';
import { isOwnedByPosition } from '../../manifest/merge/certainty';
import type { Entry, EntryId, FlatFile, KeyConflict } from '../../manifest/merge/contract';
import { differingKeys } from '../../manifest/merge/travelling';
import { apart } from '../../manifest/merge/parts';
import { mergeKeys, withChanges } from '../../manifest/merge/mergeKeys';
import { sameValue } from '../../manifest/sameValue';
import type { Sha } from '../../support/sha';
import {
  wholeFile,
  type ContentReader,
  type FileContent,
  type FileRef,
  type KeyedContent,
  type KeyId,
  valuesAt,
} from '../content/content';
import { decide, type Decision } from './decide';
import type { Granularity, Held, Spot, Witness } from './witness';

/** One file by which source and target differ. */
export interface FileSides {
  readonly path: string;
  readonly target: FileRef | undefined;
  readonly source: FileRef | undefined;
}

/** What of the source is in force at each key of a file. */
export interface FileBase {
  sourceAt(path: string, key: KeyId): Sha | undefined;
  fileAt(commit: Sha, path: string): Promise<FileRef | undefined>;
}

/** What the target's file becomes. `text`: a new file, staged by the caller. */
export type FileResult =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'file'; readonly file: FileRef }
  | { readonly kind: 'text'; readonly text: string; readonly mode: FileRef['mode'] }
  | { readonly kind: 'lines'; readonly base: FileRef; readonly mode: FileRef['mode'] }
  | { readonly kind: 'removed' }
  /** `undisputed`: what the target's keys would be without the keys in conflict; nothing for a file that is one value. */
  | { readonly kind: 'conflict'; readonly undisputed?: FlatFile };

export interface KeyDecision {
  readonly spot: Spot;
  readonly decision: Exclude<Decision, 'same'>;
  readonly target: Held;
  readonly source: Held;
  readonly since: Sha | undefined;
  /** The entry on either side; absent for a file that is one value. */
  readonly entry?: Entry;
}

/** A file as it was read on either side. */
export interface SideContents {
  readonly target: FileContent | undefined;
  readonly source: FileContent | undefined;
}

interface FlatSides {
  readonly target: FlatFile | undefined;
  readonly source: FlatFile | undefined;
}

export interface MergedFile {
  readonly path: string;
  readonly granularity: Granularity;
  readonly sides: FileSides;
  readonly result: FileResult;
  readonly decisions: readonly KeyDecision[];
  /** Where `result` is a conflict that single keys do not tell: why. */
  readonly conflicts: readonly KeyConflict[];
  /** Environment-owned keys by which the sides differ. */
  readonly owned: readonly Entry[];
}

/** Merges one file: key by key where all sides can be read so, as one value (and then by line) where not. */
export async function mergeFile(
  reader: ContentReader,
  sides: FileSides,
  base: FileBase,
  witness: Witness,
): Promise<MergedFile & { readonly contents: SideContents }> {
  const [target, source] = await Promise.all([readSide(reader, sides, 'target'), readSide(reader, sides, 'source')]);
  const contents = { target, source };
  const granularity: Granularity = target?.kind === 'opaque' || source?.kind === 'opaque' ? 'opaque' : 'keys';
  const decisions = await decideKeys(sides, contents, granularity, base, witness);
  const merged = { path: sides.path, granularity, sides, decisions, contents };
  if (granularity === 'opaque') {
    return { ...merged, ...(await mergeWhole(sides, decisions, base)), owned: [] };
  }
  const flats = { target: flatOf(target), source: flatOf(source) };
  const owned = differingOwned(flats);
  return { ...merged, ...(await mergeKeyed(reader, sides, decisions, flats, base)), owned };
}

function readSide(
  reader: ContentReader,
  sides: FileSides,
  side: 'target' | 'source',
): Promise<FileContent | undefined> {
  const file = sides[side];
  return file ? reader.read(sides.path, file) : Promise.resolve(undefined);
}

function flatOf(content: FileContent | undefined): KeyedContent['flat'] | undefined {
  return content?.kind === 'keys' ? content.flat : undefined;
}

async function decideKeys(
  { path, target, source }: FileSides,
  contents: SideContents,
  granularity: Granularity,
  base: FileBase,
  witness: Witness,
): Promise<readonly KeyDecision[]> {
  const ofTarget = valuesAt(target, contents.target, granularity);
  const ofSource = valuesAt(source, contents.source, granularity);
  const differing = differingKeys(ofTarget, ofSource);
  witness.concerns(path, differing);
  const decisions: KeyDecision[] = [];
  for (const key of differing) {
    const spot: Spot = { path, key, granularity };
    const since = base.sourceAt(path, key);
    const baseFile = since === undefined ? undefined : await base.fileAt(since, path);
    const values = { target: ofTarget.get(key), source: ofSource.get(key) };
    const decision = await decide(spot, { ...values, base: await witness.valueIn(spot, baseFile), since }, witness);
    if (decision === 'same') continue;
    const entry = flatOf(contents.target)?.entries.get(key) ?? flatOf(contents.source)?.entries.get(key);
    decisions.push({ spot, decision, ...values, since, ...(entry ? { entry } : {}) });
  }
  return decisions;
}

async function entriesOf(
  reader: ContentReader,
  path: string,
  file: FileRef | undefined,
): Promise<ReadonlyMap<EntryId, Entry> | undefined> {
  const content = file ? await reader.read(path, file) : undefined;
  return content?.kind === 'keys' ? content.flat.entries : undefined;
}

type Outcome = Pick<MergedFile, 'result' | 'conflicts'>;

const unchanged: Outcome = { result: { kind: 'unchanged' }, conflicts: [] };

function conflict(reason: string): Outcome {
  return { result: { kind: 'conflict' }, conflicts: [{ reason }] };
}

/** A file that is one value. Where both sides changed it and it is text, its lines are merged later. */
async function mergeWhole(
  { path, target, source }: FileSides,
  [only]: readonly KeyDecision[],
  base: FileBase,
): Promise<Outcome> {
  if (!only || only.decision === 'keep') return unchanged;
  if (only.decision === 'take') {
    return { result: source ? { kind: 'file', file: source } : { kind: 'removed' }, conflicts: [] };
  }
  if (!target || !source) return conflict(oneSideRemoved(target));
  const old = only.since === undefined ? undefined : await base.fileAt(only.since, path);
  // By line, a base that is one of the sides would decide for the other.
  const isBetween = old && [target, source].every(({ mode, sha }) => sha !== old.sha || mode !== old.mode);
  if (isBetween && [old, target, source].every(isPlainFile)) {
    const mode = target.mode === old.mode ? source.mode : target.mode;
    return { result: { kind: 'lines', base: old, mode }, conflicts: [] };
  }
  return conflict('Changed on both sides, differently.');
}

function isPlainFile({ mode }: FileRef): boolean {
  return mode === '100644' || mode === '100755';
}

function oneSideRemoved(target: FileRef | undefined): string {
  return target ? 'Removed on the source, changed on the target.' : 'Removed on the target, changed on the source.';
}

async function mergeKeyed(
  reader: ContentReader,
  sides: FileSides,
  decisions: readonly KeyDecision[],
  flats: FlatSides,
  base: FileBase,
): Promise<Outcome> {
  const { target, source } = sides;
  if (!target || !source) return mergePresence(reader, sides, decisions, flats.source);
  if (!flats.target || !flats.source) return unchanged;
  const copied = await copyWhole(sides, decisions, flats, base);
  if (copied) return copied;
  const since = base.sourceAt(sides.path, wholeFile);
  const oldFile = since === undefined ? undefined : await base.fileAt(since, sides.path);
  const old = await entriesOf(reader, sides.path, oldFile);
  const disputed = await disputedBase(reader, sides.path, decisions, base);
  const [ours, theirs] = apart(flats.target, flats.source);
  const merged = mergeKeys({
    base: effectiveBase({ target: ours, source: theirs }, decisions, { owned: old ?? new Map(), disputed }),
    target: ours.entries,
    source: theirs.entries,
  });
  if (merged.conflicts.length > 0) {
    const entries = withChanges(flats.target.entries, merged.changes);
    return { result: { kind: 'conflict', undisputed: { ...flats.target, entries } }, conflicts: merged.conflicts };
  }
  const mode = target.mode === oldFile?.mode ? source.mode : target.mode;
  if (merged.changes.length === 0) {
    return mode === target.mode ? unchanged : { result: { kind: 'file', file: { ...target, mode } }, conflicts: [] };
  }
  const edited = applyChanges(flats.target, merged.changes, reader.rules.merge);
  if (edited.kind === 'refused') return { result: { kind: 'conflict' }, conflicts: edited.conflicts };
  return {
    result: edited.text === null ? { kind: 'removed' } : { kind: 'text', text: edited.text, mode },
    conflicts: [],
  };
}

/** What was in force at the keys in conflict: after a promotion of a part, each key has a baseline of its own. */
async function disputedBase(
  reader: ContentReader,
  path: string,
  decisions: readonly KeyDecision[],
  base: FileBase,
): Promise<ReadonlyMap<EntryId, Entry>> {
  const found = new Map<EntryId, Entry>();
  const files = new Map<string, { readonly file: FileRef | undefined; readonly keys: EntryId[] }>();
  for (const { spot, decision, since } of decisions) {
    if (decision !== 'conflict' || since === undefined) continue;
    const file = await base.fileAt(since, path);
    const version = `${file?.mode} ${file?.sha}`;
    const kept = files.get(version) ?? { file, keys: [] };
    files.set(version, kept);
    kept.keys.push(spot.key);
  }
  // One version after the other: a cache does not hold many of a large file.
  for (const { file, keys } of files.values()) {
    const entries = await entriesOf(reader, path, file);
    for (const key of keys) {
      const entry = entries?.get(key);
      if (entry) found.set(key, entry);
    }
  }
  return found;
}

/** Only one side has the file: it comes, goes or stays as a whole, or the sides disagree about that. */
function mergePresence(
  reader: ContentReader,
  { target, source }: FileSides,
  decisions: readonly KeyDecision[],
  incoming: FlatFile | undefined,
): Outcome {
  const kinds = new Set(decisions.map(({ decision }) => decision));
  if (kinds.size === 0 || (kinds.size === 1 && kinds.has('keep'))) return unchanged;
  if (kinds.size > 1 || kinds.has('conflict')) return conflict(oneSideRemoved(target));
  if (!source) return { result: { kind: 'removed' }, conflicts: [] };
  const travelling = [...(incoming?.entries.values() ?? [])].filter((entry) => !entry.owned);
  if (!incoming || travelling.length === incoming.entries.size)
    return { result: { kind: 'file', file: source }, conflicts: [] };
  // What belongs to an environment does not travel, not even with a new file.
  const nothing: FlatFile = { kind: 'flat', text: '', documents: [], entries: new Map() };
  const changes = travelling.map((entry) => ({ kind: 'set', entry }) as const);
  const edited = applyChanges(nothing, changes, reader.rules.merge);
  if (edited.kind === 'refused') return { result: { kind: 'conflict' }, conflicts: edited.conflicts };
  if (edited.text === null) return unchanged;
  return { result: { kind: 'text', text: edited.text, mode: source.mode }, conflicts: [] };
}

/**
 * The target's file is byte for byte what the source had: then the source's file is taken as it is, with its comments
 * and its order, if all keys travel and what the environment owns is the same.
 */
async function copyWhole(
  { path, target, source }: FileSides,
  decisions: readonly KeyDecision[],
  flats: FlatSides,
  base: FileBase,
): Promise<Outcome | undefined> {
  const since = base.sourceAt(path, wholeFile);
  const old = since === undefined ? undefined : await base.fileAt(since, path);
  const copyable =
    source &&
    old &&
    old.sha === target?.sha &&
    decisions.every(({ decision }) => decision === 'take') &&
    differingOwned(flats).length === 0 &&
    ![...ownedOf(flats.target).values()].some(isOwnedByPosition);
  return copyable ? { result: { kind: 'file', file: source }, conflicts: [] } : undefined;
}

/**
 * A base by which a plain three-way merge comes to the decisions: what is taken was as on the target, what is kept was
 * as on the source, and what is in conflict was as neither.
 */
function effectiveBase(
  { target, source }: { readonly target: FlatFile; readonly source: FlatFile },
  decisions: readonly KeyDecision[],
  old: { readonly owned: ReadonlyMap<EntryId, Entry>; readonly disputed: ReadonlyMap<EntryId, Entry> },
): ReadonlyMap<EntryId, Entry> {
  const byKey = new Map(decisions.map(({ spot, decision }) => [spot.key, decision]));
  const entryOf = (id: EntryId): Entry | undefined => {
    const [ours, theirs] = [target.entries.get(id), source.entries.get(id)];
    if ((ours ?? theirs)?.owned) return old.owned.get(id);
    const decision = byKey.get(id);
    return decision === 'conflict'
      ? asNeither(old.disputed.get(id), ours, theirs)
      : decision === 'keep'
        ? theirs
        : ours;
  };
  const ids = new Set([...target.entries.keys(), ...source.entries.keys()]);
  return new Map(
    [...ids].flatMap((id) => {
      const entry = entryOf(id);
      return entry ? [[id, entry] as const] : [];
    }),
  );
}

/** A base that is neither side: what was in force, or else (that is one of them, or nothing is known) what nobody holds. */
function asNeither(old: Entry | undefined, ours: Entry | undefined, theirs: Entry | undefined): Entry | undefined {
  const isOne = [ours, theirs].some((side) => (side && old ? sameValue(side.value, old.value) : side === old));
  const any = ours ?? theirs;
  return isOne && any ? { ...any, value: [ours?.value ?? null, theirs?.value ?? null] } : old;
}

function differingOwned({ target, source }: FlatSides): readonly Entry[] {
  const sides = target && source ? apart(target, source) : [target, source];
  const [ours, theirs] = [ownedOf(sides[0]), ownedOf(sides[1])];
  const both = new Map([...theirs, ...ours]);
  return [...both.values()].filter(({ id }) => !isSameEntry(ours.get(id), theirs.get(id)));
}

function ownedOf(flat: FlatFile | undefined): ReadonlyMap<EntryId, Entry> {
  return new Map([...(flat?.entries ?? [])].filter(([, entry]) => entry.owned));
}

function isSameEntry(one: Entry | undefined, other: Entry | undefined): boolean {
  return one !== undefined && other !== undefined && sameValue(one.value, other.value);
}
