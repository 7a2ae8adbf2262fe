import { diffTrees, type FileDifference } from '../git/diff';
import type { Entry } from '../manifest/merge/contract';
import { apart } from '../manifest/merge/parts';
import { differingKeys } from '../manifest/merge/travelling';
import { sameValue } from '../manifest/sameValue';
import type { FileRole } from '../manifest/secrecy/roles';
import type { ContentReader, FileContent, FileRef, KeyId } from '../promotion/content/content';
import { valuesAt, wholeFile } from '../promotion/content/content';
import { fileRolesOf } from '../promotion/content/fileRoles';
import { itemsWithKeys, placeOf } from '../promotion/content/items';
import { readIf } from '../promotion/content/keySet';
import type { Held, Spot } from '../promotion/merge/witness';
import type { PendingItem } from '../promotion/plan';
import type { Sha } from '../support/sha';
import { bringsHidden, isPlainSecret } from './plainSecrets';

/** What becomes of one value, as the merge of promotions sees it. */
export interface ValueChange {
  readonly spot: Spot;
  readonly target: Held;
  readonly merged: Held;
}

/** One key, or a whole file, by which a pull request changes its target. */
export interface Brought extends Omit<PendingItem, 'reintroduced' | 'changedBy'> {
  /** Names the file, and the key in it: the same in every comparison. */
  readonly place: string;
  /** It belongs to the environment. */
  readonly owned: boolean;
  /** It is a value of a Secret that anybody can read. */
  readonly secret: boolean;
  /** What travels of it: none of what is owned, and none where only order or comments differ. */
  readonly values: readonly ValueChange[];
}

/**
 * What merging gives that the target lacks, by key: decided by content and by the rules that are given, never by what a
 * forge shows as the difference.
 */
export async function broughtBetween(reader: ContentReader, target: Sha, merged: Sha): Promise<readonly Brought[]> {
  const differences = await diffTrees(reader.repository, target, merged);
  if (differences.length === 0) return [];
  const roles = await fileRolesOf(reader.repository, [target, merged]);
  const files = await Promise.all(
    differences
      .toSorted((one, other) => (one.path < other.path ? -1 : 1))
      .map((difference) => inFile(reader, difference, roles.of(difference.path))),
  );
  return files.flat();
}

async function inFile(
  reader: ContentReader,
  { path, before, after }: FileDifference,
  role: FileRole,
): Promise<readonly Brought[]> {
  const [was, is] = await Promise.all([readIf(reader, path, before), readIf(reader, path, after)]);
  const secrets = await plainSecretsIn(reader, { path, role }, { before, after, was, is });
  const isOwnedPath = reader.rules.ownsPath(path);
  const granularity = was?.kind === 'opaque' || is?.kind === 'opaque' ? 'opaque' : 'keys';
  const values = isOwnedPath ? [] : changesBetween(path, granularity, { before, after, was, is });
  const items = itemsWithKeys({ path, role }, flatOf(was), flatOf(is));
  const ofKeys = items.every(({ key }) => key !== undefined) && granularity === 'keys';
  if (!ofKeys) {
    const [item] = items;
    if (!item) return [];
    const whole = { ...item.item, place: placeName(path), secret: secrets.has(''), owned: isOwnedPath, values };
    return [whole, ...(isOwnedPath ? [] : ownedOfWhole(path, was, is, values))];
  }
  const byKey = new Map(values.map((value) => [value.spot.key, value]));
  return items.map(({ item, key = '' }) => {
    const value = byKey.get(key);
    return {
      ...item,
      place: placeName(path, key),
      owned: isOwnedPath || entryIn(key, is, was)?.owned === true,
      secret: secrets.has(key),
      values: value ? [value] : [],
    };
  });
}

function placeName(path: string, key: KeyId = wholeFile): string {
  return JSON.stringify([path, key]);
}

interface BothSides {
  readonly before: FileRef | undefined;
  readonly after: FileRef | undefined;
  readonly was: FileContent | undefined;
  readonly is: FileContent | undefined;
}

function changesBetween(
  path: string,
  granularity: Spot['granularity'],
  { before, after, was, is }: BothSides,
): readonly ValueChange[] {
  const [old, young] = [valuesAt(before, was, granularity), valuesAt(after, is, granularity)];
  return differingKeys(old, young).map((key) => ({
    spot: { path, key, granularity },
    target: old.get(key),
    merged: young.get(key),
  }));
}

/** A file that comes or goes: what the environment owns of it. With a file that goes, what is in it goes. */
function ownedOfWhole(
  path: string,
  was: FileContent | undefined,
  is: FileContent | undefined,
  values: readonly ValueChange[],
): readonly Brought[] {
  const goes = is === undefined;
  if (was !== undefined && !goes) return [];
  const side = goes ? was : is;
  if (side?.kind !== 'keys' || (goes && values.length > 0)) return [];
  return [...side.flat.entries.values()]
    .filter(({ owned }) => owned)
    .map((entry) => ({
      ...placeOf(path, entry),
      place: placeName(path, entry.id),
      change: goes ? ('removed' as const) : ('added' as const),
      owned: true,
      secret: false,
      values: [],
    }));
}

/** Keys whose new value is a Secret's and plain; the empty one stands for the file as a whole. */
async function plainSecretsIn(
  { repository }: ContentReader,
  { path, role }: { readonly path: string; readonly role: FileRole },
  { before, after, was, is }: BothSides,
): Promise<ReadonlySet<string>> {
  if (!after || after.mode === '160000') return new Set();
  if (is?.kind === 'keys' && was?.kind !== 'opaque') {
    const [old, young] = was ? apart(was.flat, is.flat) : [undefined, is.flat];
    const fresh = [...young.entries.values()].filter((entry) => {
      const before = old?.entries.get(entry.id);
      return !(before && sameValue(before.value, entry.value)) && isPlainSecret(entry, role);
    });
    return new Set(fresh.flatMap(({ id }) => (was && role !== 'content' ? [id] : [id, ''])));
  }
  const read = async (file: FileRef | undefined) =>
    file && file.mode !== '160000' ? (await repository.blob(file.sha)).toString('utf8') : '';
  const [old, young] = await Promise.all([read(before), read(after)]);
  return new Set(bringsHidden(path, role, old, young) ? [''] : []);
}

function entryIn(key: string, ...sides: readonly (FileContent | undefined)[]): Entry | undefined {
  for (const side of sides) {
    const found = side?.kind === 'keys' ? side.flat.entries.get(key) : undefined;
    if (found) return found;
  }
  return undefined;
}

function flatOf(content: FileContent | undefined) {
  return content?.kind === 'opaque' ? ('opaque' as const) : content?.flat;
}
