import { diffKeys } from '../../manifest/merge/diffKeys';
import type { Entry, EntryId, FlatFile, KeyDifference } from '../../manifest/merge/contract';
import { apart } from '../../manifest/merge/parts';
import type { FileRole } from '../../manifest/secrecy/roles';
import { asShown, type ShownValue } from '../../manifest/secrecy/shown';
import { shownName } from '../../manifest/secrecy/values';
import type { PendingItem, ContentKey } from '../plan';

type Item = Omit<PendingItem, 'reintroduced'>;

/** A file, and what it is to the kustomizations of the trees: that decides what of it may be shown. */
export interface ItemsFile {
  readonly path: string;
  readonly role: FileRole;
}

/** The difference of one file before and after, as items: by key where both can be read so, else the whole file. */
export function itemsOf(
  file: ItemsFile,
  before: FlatFile | 'opaque' | undefined,
  after: FlatFile | 'opaque' | undefined,
): readonly Item[] {
  return itemsWithKeys(file, before, after).map(({ item }) => item);
}

/** As `itemsOf`, each with the name of its key; an item without one is a whole file. */
export function itemsWithKeys(
  { path, role }: ItemsFile,
  before: FlatFile | 'opaque' | undefined,
  after: FlatFile | 'opaque' | undefined,
): readonly { readonly item: Item; readonly key?: EntryId }[] {
  if (before === undefined) return after === undefined ? [] : [{ item: { path, change: 'added' } }];
  if (after === undefined) return [{ item: { path, change: 'removed' } }];
  // All of what a generator makes a Secret of is secret, names of keys too.
  const isWhole = before === 'opaque' || after === 'opaque' || role === 'content';
  if (isWhole) return [{ item: { path, change: 'changed' } }];
  const [old, young] = apart(before, after);
  const differences = diffKeys(old.entries, young.entries);
  // Comments, order or the file's mode: no key tells them.
  if (differences.length === 0) return [{ item: { path, change: 'changed' } }];
  const isSeveral = Math.max(before.documents.length, after.documents.length) > 1;
  return differences.map((difference) => ({
    item: keyItem({ path, role }, difference, isSeveral),
    key: difference.id,
  }));
}

function keyItem({ path, role }: ItemsFile, difference: KeyDifference, isSeveral: boolean): Item {
  const { before, after, change, key, document } = difference;
  return {
    path,
    key: shownKey(key),
    ...(isSeveral ? { document } : {}),
    change,
    ...(before ? shown('before', before, role) : {}),
    ...(after ? shown('after', after, role) : {}),
  };
}

/** A Secret's value is not given, whatever stands on the other side. */
function shown(side: 'before' | 'after', entry: Entry, role: FileRole): { before?: ShownValue; after?: ShownValue } {
  const value = shownValue(entry, role);
  return value === undefined ? {} : { [side]: value };
}

/** The value of an entry as it leaves the core; nothing where it may be secret. */
export function shownValue(entry: Entry, role: FileRole): ShownValue | undefined {
  const isUnnamed = entry.document.startsWith('#');
  const isHidden = role === 'content' || role === 'patch' || (role === 'doubtful' && isUnnamed);
  return entry.secret || isHidden ? undefined : asShown(entry.value);
}

/** A key as it leaves the core: steps that look like values themselves are not shown. */
export function shownKey(key: readonly string[]): readonly string[] {
  return key.map(shownName);
}

/** Where an entry stands, in the words of a plan. */
export function placeOf(path: string, entry: Pick<Entry, 'key' | 'document' | 'origin'> | undefined): ContentKey {
  if (!entry) return { path };
  return { path, key: shownKey(entry.key), ...(entry.origin.documents.length > 1 ? { document: entry.document } : {}) };
}
