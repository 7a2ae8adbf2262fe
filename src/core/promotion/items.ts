import { diffKeys } from '../manifest/merge/diffKeys';
import type { Entry, EntryId, FlatFile, KeyDifference } from '../manifest/merge/contract';
import type { PendingItem, Place } from './plan';

type Item = Omit<PendingItem, 'reintroduced'>;

/** The difference of one file before and after, as items: by key where both can be read so, else the whole file. */
export function itemsOf(
  path: string,
  before: FlatFile | 'opaque' | undefined,
  after: FlatFile | 'opaque' | undefined,
): readonly Item[] {
  return itemsWithKeys(path, before, after).map(({ item }) => item);
}

/** As `itemsOf`, each with the name of its key; an item without one is a whole file. */
export function itemsWithKeys(
  path: string,
  before: FlatFile | 'opaque' | undefined,
  after: FlatFile | 'opaque' | undefined,
): readonly { readonly item: Item; readonly key?: EntryId }[] {
  if (before === undefined) return after === undefined ? [] : [{ item: { path, change: 'added' } }];
  if (after === undefined) return [{ item: { path, change: 'removed' } }];
  if (before === 'opaque' || after === 'opaque') return [{ item: { path, change: 'changed' } }];
  const differences = diffKeys(before.entries, after.entries);
  // Comments, order or the file's mode: no key tells them.
  if (differences.length === 0) return [{ item: { path, change: 'changed' } }];
  const isSeveral = Math.max(before.documents.length, after.documents.length) > 1;
  return differences.map((difference) => ({ item: keyItem(path, difference, isSeveral), key: difference.id }));
}

function keyItem(path: string, difference: KeyDifference, isSeveral: boolean): Item {
  const { before, after, change, key, document } = difference;
  return {
    path,
    key,
    ...(isSeveral ? { document } : {}),
    change,
    ...(before ? shown('before', before) : {}),
    ...(after ? shown('after', after) : {}),
  };
}

/** A Secret's value is not given, whatever stands on the other side. */
function shown(side: 'before' | 'after', entry: Entry): { before?: unknown; after?: unknown } {
  if (entry.secret) return {};
  return { [side]: plainValue(entry.value) };
}

/** As JSON can hold it. */
export function plainValue(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return value.map(plainValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plainValue(inner)]));
}

/** Where an entry stands, in the words of a plan. */
export function placeOf(path: string, entry: Pick<Entry, 'key' | 'document' | 'origin'> | undefined): Place {
  if (!entry) return { path };
  return { path, key: entry.key, ...(entry.origin.documents.length > 1 ? { document: entry.document } : {}) };
}
