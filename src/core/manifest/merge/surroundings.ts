import type { Entry, EntryId } from './contract';
import { entryId, partsOf, stepFrom } from './entryId';
import { isPosition } from './listIdentity';

/** The document, a map, a list or an item around an entry, or the entry itself. */
export interface Surrounding {
  readonly id: EntryId;
  readonly kind: 'document' | 'key' | 'item' | 'position';
}

const known = new WeakMap<Entry, readonly Surrounding[]>();

/** Outermost first, the entry itself last. */
export function surroundingsOf(entry: Entry): readonly Surrounding[] {
  const before = known.get(entry);
  if (before) return before;
  const { document, steps } = partsOf(entry.id);
  const surroundings = Array.from({ length: steps.length + 1 }, (_, length): Surrounding => {
    return { id: entryId(document, steps.slice(0, length)), kind: kindOf(steps[length - 1]) };
  });
  known.set(entry, surroundings);
  return surroundings;
}

function kindOf(step: string | undefined): Surrounding['kind'] {
  if (step === undefined) return 'document';
  const { text, item } = stepFrom(step);
  if (!item) return 'key';
  return isPosition(text) ? 'position' : 'item';
}

/** Entries by the documents and list items around them, outermost first. An item known by its position is no thing of its own. */
export function wholesOf(entries: Iterable<Entry>): ReadonlyMap<EntryId, readonly Entry[]> {
  const wholes = new Map<EntryId, Entry[]>();
  for (const entry of entries) {
    for (const { id, kind } of surroundingsOf(entry)) {
      if (kind !== 'document' && kind !== 'item') continue;
      const inside = wholes.get(id);
      if (inside) inside.push(entry);
      else wholes.set(id, [entry]);
    }
  }
  return wholes;
}

/** Everything around the entries, and they themselves. */
export function placesOf(entries: Iterable<Entry>): ReadonlySet<EntryId> {
  const places = new Set<EntryId>();
  for (const entry of entries) for (const { id } of surroundingsOf(entry)) places.add(id);
  return places;
}
