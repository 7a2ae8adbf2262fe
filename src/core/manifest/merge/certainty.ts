import type { Change, Entries, Entry, EntryId, FlatFile, KeyConflict, Naming, Sides } from './contract';
import { entryId, keyOf, partsOf, stepFrom } from './entryId';
import { isPosition } from './listIdentity';

/** Documents or list items of which nobody can say which of the target is which of the source, and that were to change. */
export interface Uncertain {
  readonly conflict: KeyConflict;
  /** Whether the key lies in them. */
  readonly covers: (entry: Entry) => boolean;
}

/** Documents that are told apart in the same way, or the items of a list that are known by their position. */
interface Group {
  /** How they are told apart: the same on all sides where they can be held against each other. */
  readonly by: string;
  readonly items: ReadonlyMap<string, readonly Leaf[]>;
}

interface Leaf {
  readonly entry: Entry;
  /** How many steps of its key lead to the item. */
  readonly depth: number;
}

/** Where it stands below the item, and its value. */
function textOf({ entry, depth }: Leaf): string {
  return JSON.stringify([partsOf(entry.id).steps.slice(depth), entry.value], plain);
}

/**
 * Where a merge would have to guess. A position names nothing: items of equal number count as the same only where each
 * that was edited is most like the one in its place, on both ways from the base, and more alike than not. Where documents
 * are told apart in different ways on the two sides, none is known to be another's successor, so that what the
 * environment owns in them would be lost or come to stand in another one.
 * @param result what the target would become by the changes
 * @see docs/promotion.md, "What belongs to which"
 */
export function uncertainties(
  sides: Sides<Entries>,
  changes: readonly Change[],
  result: Entries,
): readonly Uncertain[] {
  if (changes.length === 0) return [];
  const touched = new Set(changes.flatMap(({ entry }) => placesIn(entry).map(({ group }) => group)));
  const groups = {
    base: groupsOf(sides.base, touched),
    target: groupsOf(sides.target, touched),
    source: groupsOf(sides.source, touched),
  };
  const after = groupsOf(result, touched);
  return [...groups.target].flatMap(([id, target]): Uncertain[] => {
    const [base, source] = [groups.base.get(id), groups.source.get(id)];
    if (!source || isCertain({ base, target, source }, after.get(id))) return [];
    return [uncertainAt(id, target)];
  });
}

function uncertainAt(id: string, { items }: Group): Uncertain {
  const covers = (entry: Entry) => placesIn(entry).some(({ group }) => group === id);
  const reason = 'Which of them is which on the other side cannot be told by name or by content.';
  if (isDocuments(id)) return { conflict: { document: [...items.keys()].join(', '), reason }, covers };
  const { document, steps } = partsOf(id);
  return { conflict: { document, key: keyOf(steps), reason }, covers };
}

function isCertain(
  { base, target, source }: { readonly base: Group | undefined; readonly target: Group; readonly source: Group },
  after: Group | undefined,
): boolean {
  if (target.by !== source.by) return !holdsOwned(target) && after?.by !== mixed;
  if (target.by === namespaced) return !isReplaced(target, after);
  if (!isPosition(`1 ${target.by}`) || target.items.size < 2) return true;
  if (target.items.size > mostCompared) return false;
  const isBetween = base?.by === target.by && base.items.size === target.items.size;
  if (!isBetween) return isAligned(target, source, isPromoted);
  return isAligned(base, target, isPromoted) && isAligned(base, source, () => true);
}

/** Something with what the environment owns would go, and something else of the same name come. */
function isReplaced(target: Group, after: Group | undefined): boolean {
  const gone = [...target.items].filter(([id]) => !after?.items.has(id));
  const isNew = [...(after?.items.keys() ?? [])].some((id) => !target.items.has(id));
  return isNew && gone.some(([, leaves]) => leaves.some(({ entry }) => entry.owned));
}

/** Whether the items that differ are most like those in their own place. */
function isAligned(one: Group, other: Group, counts: (entry: Entry) => boolean): boolean {
  const [ours, theirs] = [textsOf(one, counts), textsOf(other, counts)];
  return [...theirs].every(([at, texts]) => {
    const own = ours.get(at) ?? new Set();
    if (own.size === texts.size && shared(own, texts) === texts.size) return true;
    const alike = shared(own, texts);
    const isElsewhere = [...ours].some(([place, those]) => place !== at && shared(those, texts) >= alike);
    const isOther = [...theirs].some(([place, those]) => place !== at && shared(own, those) >= alike);
    return alike * 2 >= Math.max(own.size, texts.size) && !isElsewhere && !isOther;
  });
}

function textsOf({ items }: Group, counts: (entry: Entry) => boolean): ReadonlyMap<string, ReadonlySet<string>> {
  const texts = (leaves: readonly Leaf[]) => leaves.filter(({ entry }) => counts(entry)).map(textOf);
  return new Map([...items].map(([at, leaves]) => [at, new Set(texts(leaves))]));
}

function shared(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  let count = 0;
  for (const text of other) if (one.has(text)) count += 1;
  return count;
}

function isPromoted({ owned }: Entry): boolean {
  return !owned;
}

function holdsOwned({ items }: Group): boolean {
  return [...items.values()].some((leaves) => leaves.some(({ entry }) => entry.owned));
}

/** Whether the environment owns something that only a position tells apart from others. */
export function isOwnedByPosition(entry: Entry): boolean {
  return entry.owned && placesIn(entry).some(({ by }) => isPosition(`1 ${by}`));
}

const mixed = 'several ways';
/** Each is held against all others. */
const mostCompared = 500;
const namespaced: Naming['by'] = 'namespace';

interface PlaceIn {
  readonly group: string;
  readonly by: string;
  readonly item: string;
  /** How many steps of the key lead to the item. */
  readonly depth: number;
}

const known = new WeakMap<Entry, readonly PlaceIn[]>();

const namings = new WeakMap<FlatFile, ReadonlyMap<string, Naming>>();

function namingsIn(file: FlatFile): ReadonlyMap<string, Naming> {
  const found = namings.get(file) ?? new Map(file.documents.map(({ id, naming }) => [id, naming]));
  namings.set(file, found);
  return found;
}

/** The documents and items among which an entry stands, outermost first. */
function placesIn(entry: Entry): readonly PlaceIn[] {
  const { document } = entry;
  const naming = namingsIn(entry.origin).get(document);
  const places: PlaceIn[] = [];
  if (naming) places.push({ group: groupOfDocuments(naming), by: naming.by, item: document, depth: 0 });
  // No step of it is a position.
  if (!entry.id.includes(' of ')) return places;
  const before = known.get(entry);
  if (before) return before;
  const { steps } = partsOf(entry.id);
  for (const [depth, step] of steps.entries()) {
    const { text, item } = stepFrom(step);
    if (!item || !isPosition(text)) continue;
    const by = text.replace(/^\d+ /, '');
    const group = entryId(document, steps.slice(0, depth));
    places.push({ group, by, item: text, depth: depth + 1 });
  }
  known.set(entry, places);
  return places;
}

/** No `EntryId`: those begin with a bracket. */
function groupOfDocuments({ group }: Naming): string {
  return `documents ${group}`;
}

function isDocuments(group: EntryId): boolean {
  return group.startsWith('documents ');
}

function groupsOf(entries: Entries, wanted: ReadonlySet<string>): ReadonlyMap<string, Group> {
  const groups = new Map<string, { by: string; items: Map<string, Leaf[]> }>();
  for (const entry of entries.values()) {
    for (const { group, by, item, depth } of placesIn(entry)) {
      if (!wanted.has(group)) continue;
      const found = groups.get(group) ?? { by, items: new Map<string, Leaf[]>() };
      groups.set(group, found);
      if (found.by !== by) found.by = mixed;
      const leaves = found.items.get(item) ?? [];
      found.items.set(item, leaves);
      leaves.push({ entry, depth });
    }
  }
  return groups;
}

function plain(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value;
}
