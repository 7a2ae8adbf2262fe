import { sameValue } from '../sameValue';
import type { Change, Entries, Entry, EntryId, KeyConflict, MergedKeys, Sides } from './contract';
import { uncertainties } from './certainty';
import { keyOf, partsOf } from './entryId';
import { growForest } from './keyTree';
import { placesOf, surroundingsOf, wholesOf } from './surroundings';

/**
 * Three-way merge, key by key. The base may be put together from several commits: any map from `EntryId` to entry.
 *
 * Keys that the environment owns stay as the target has them, unless the document or list item that they belong to goes
 * away as a whole. A conflict is: both sides gave one key different values; one side removed what the other changed (for
 * a document or a list item also: what the other added to); one side has a value where the other has keys; or what was to
 * change is told apart by position alone, and position does not tell (`certainty.ts`).
 * @see docs/promotion.md, "The baseline"
 */
export function mergeKeys(sides: Sides<Entries>): MergedKeys {
  const removals = removedWholes(sides);
  const changes: Change[] = [];
  const conflicts: KeyConflict[] = [...removals.conflicts];
  for (const id of new Set([...sides.target.keys(), ...sides.source.keys(), ...sides.base.keys()])) {
    if (removals.settled(id)) continue;
    const merged = mergeKey(at(sides, id));
    if (merged?.kind === 'conflict') conflicts.push(merged.conflict);
    else if (merged) changes.push(merged);
  }
  changes.push(...removals.changes);
  changes.push(...leftovers(sides, changes));
  const uncertain = uncertainties(sides, changes, withChanges(sides.target, changes));
  if (uncertain.length === 0) return { changes, conflicts: [...conflicts, ...contradictions(sides.target, changes)] };
  const undisputed = changes.filter(({ entry }) => !uncertain.some(({ covers }) => covers(entry)));
  const open = uncertain.map(({ conflict }) => conflict);
  return { changes: undisputed, conflicts: [...conflicts, ...open, ...contradictions(sides.target, undisputed)] };
}

/** What the target becomes by the changes. */
export function withChanges(target: Entries, changes: readonly Change[]): Map<EntryId, Entry> {
  const entries = new Map(target);
  for (const { kind, entry } of changes) {
    if (kind === 'remove') entries.delete(entry.id);
    else entries.set(entry.id, entry);
  }
  return entries;
}

function contradictions(target: Entries, changes: readonly Change[]): readonly KeyConflict[] {
  return growForest(withChanges(target, changes).values()).conflicts;
}

function at(sides: Sides<Entries>, id: EntryId): Sides<Entry | undefined> {
  return { base: sides.base.get(id), target: sides.target.get(id), source: sides.source.get(id) };
}

function same(a: Entry | undefined, b: Entry | undefined): boolean {
  return a && b ? sameValue(a.value, b.value) : a === b;
}

type MergedKey = Change | { readonly kind: 'conflict'; readonly conflict: KeyConflict } | undefined;

/** Undefined: the target stays as it is. */
function mergeKey({ base, target, source }: Sides<Entry | undefined>): MergedKey {
  const any = target ?? source ?? base;
  if (!any || any.owned || same(source, target) || same(base, source)) return undefined;
  if (same(base, target)) {
    if (source) return { kind: 'set', entry: source };
    return target && { kind: 'remove', entry: target };
  }
  const reason = !source
    ? 'Removed on the source, changed on the target.'
    : !target
      ? 'Removed on the target, changed on the source.'
      : 'Changed on both sides, differently.';
  return { kind: 'conflict', conflict: { id: any.id, document: any.document, key: any.key, reason } };
}

interface RemovedWholes {
  readonly changes: readonly Change[];
  readonly conflicts: readonly KeyConflict[];
  /** Whether the key belongs to a whole that is decided on already. */
  settled(id: EntryId): boolean;
}

/**
 * Documents and list items that one side removed. They go whole, with what the environment owns in them, and any change
 * to them on the other side is a conflict: half an object helps nobody. Maps are not treated so: their keys are
 * independent (labels, annotations, the data of a ConfigMap).
 */
function removedWholes({ base, target, source }: Sides<Entries>): RemovedWholes {
  // What has all its keys on both sides was not removed, and is most of a large file.
  if ([...base.keys()].every((id) => target.has(id) && source.has(id)))
    return { changes: [], conflicts: [], settled: () => false };
  const [inTarget, inSource] = [wholesOf(target.values()), wholesOf(source.values())];
  const settled = new Set<EntryId>();
  const changes: Change[] = [];
  const conflicts: KeyConflict[] = [];
  for (const [whole, before] of wholesOf(base.values())) {
    const promoted = before.filter((entry) => !entry.owned);
    const [kept, coming] = [inTarget.get(whole), inSource.get(whole)];
    if (promoted.length === 0 || (kept && coming) || before.some(({ id }) => settled.has(id))) continue;
    const rest = (kept ?? coming ?? []).filter((entry) => !entry.owned);
    for (const { id } of [...before, ...(kept ?? []), ...(coming ?? [])]) settled.add(id);
    if (!kept && !coming) continue;
    if (isSameSet(promoted, rest)) {
      for (const entry of kept ?? []) changes.push({ kind: 'remove', entry });
      continue;
    }
    const { document, steps } = partsOf(whole);
    const reason = kept
      ? 'Removed on the source, changed on the target.'
      : 'Removed on the target, changed on the source.';
    conflicts.push({ document, ...(steps.length > 0 ? { key: keyOf(steps) } : {}), reason });
  }
  return { changes, conflicts, settled: (id) => settled.has(id) };
}

/**
 * Environment-owned keys whose surroundings the source removed: when nothing else is left around them, they go too.
 * (An Ingress loses its `rules`: no list of bare hosts stays behind.)
 */
function leftovers({ base, target, source }: Sides<Entries>, changes: readonly Change[]): readonly Change[] {
  const remaining = [...withChanges(target, changes).values()];
  const owned = remaining.filter((entry) => entry.owned && base.has(entry.id));
  if (owned.length === 0) return [];
  const isPromoted = (entry: Entry) => !entry.owned;
  const before = placesOf([...base.values()].filter(isPromoted));
  const after = placesOf(remaining.filter(isPromoted));
  const inSource = placesOf(source.values());
  return owned
    .filter((entry) =>
      surroundingsOf(entry).some(
        ({ id, kind }) => kind !== 'position' && before.has(id) && !inSource.has(id) && !after.has(id),
      ),
    )
    .map((entry) => ({ kind: 'remove', entry }));
}

function isSameSet(a: readonly Entry[], b: readonly Entry[]): boolean {
  const byId = new Map(b.map((entry) => [entry.id, entry]));
  return a.length === b.length && a.every((entry) => same(entry, byId.get(entry.id)));
}
