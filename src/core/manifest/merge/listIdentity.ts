import type { Value } from '../objects';
import { isMapValue } from '../read/identity';
import type { Naming } from './contract';
import { keyPatterns, type KeyState, matchesKey } from './ownedKeys';

/** The fields that name an item, and what a field means where it is left out. */
type Identity = readonly { readonly field: string; readonly otherwise?: string }[];

const protocol = { field: 'protocol', otherwise: 'TCP' };
const name: Identity = [{ field: 'name' }];

/**
 * By the list's own key, best first; `name` is tried after them for every list.
 * @see docs/drift.md, "What is no drift" (`x-kubernetes-list-map-keys`, `patch-merge-key`)
 */
const identities: ReadonlyMap<string, readonly Identity[]> = new Map([
  [
    'ports',
    [
      [{ field: 'containerPort' }, protocol],
      [{ field: 'port' }, protocol],
    ],
  ],
  ['volumeMounts', [[{ field: 'mountPath' }]]],
  ['volumeDevices', [[{ field: 'devicePath' }]]],
  ['hostAliases', [[{ field: 'ip' }]]],
  ['topologySpreadConstraints', [[{ field: 'topologyKey' }, { field: 'whenUnsatisfiable' }]]],
  ['rules', [[{ field: 'host' }]]],
  ['hosts', [[{ field: 'host' }]]],
  ['conditions', [[{ field: 'type' }]]],
  ['ownerReferences', [[{ field: 'uid' }]]],
  ['subjects', [[{ field: 'kind' }, { field: 'name' }, { field: 'namespace', otherwise: '' }]]],
  ['volumeClaimTemplates', [[{ field: 'metadata.name' }]]],
  ['items', [[{ field: 'kind' }, { field: 'metadata.name' }]]],
]);

/**
 * How the items of a list are told apart on all sides: a text for each item, or undefined where the list is one value.
 *
 * A list that holds something environment-owned is taken apart by position (`1 of 2`), so that one side may keep its
 * host while the rest travels; where the sides differ in length, no item of them is the same.
 *
 * @param key the list's own
 * @param at what is environment-owned, from the list on; nothing by default
 */
export function itemKeys(list: readonly Value[], key: string, at = keyPatterns([])): readonly string[] | undefined {
  if (list.length === 0 || !list.every(isMapValue)) return undefined;
  const candidates = [...(identities.get(key) ?? []), name];
  for (const identity of candidates) {
    const keys: readonly (string | undefined)[] = list.map((item) => itemKey(item, identity));
    if (!isEachOnce(keys)) continue;
    const isOwned = identity.some(({ field }) =>
      keys.some((text) => field.split('.').reduce((state, step) => state.after(step), at.after(text)).matched),
    );
    if (!isOwned) return keys;
  }
  const holdsOwned = list.some((item) => matchesWithin(item, at.after('1 of 1')));
  return holdsOwned ? list.map((_, index) => `${index + 1} of ${list.length}`) : undefined;
}

/** What may name a document that is no Kubernetes object, best first. */
const documentNames: readonly Identity[] = [name, [{ field: 'metadata.name' }], [{ field: 'id' }], [{ field: 'key' }]];

/** By what a document that is no Kubernetes object may be told from others, best first. */
export type NameTexts = readonly (string | undefined)[];

export function nameTexts(document: Value): NameTexts {
  return documentNames.map((identity) => itemKey(document, identity));
}

/** As `itemKeys`, for the documents of a file that are no Kubernetes objects; one alone needs no name. */
export function namesOf(
  documents: readonly { readonly names: NameTexts }[],
  ownedKeys: readonly string[],
): { readonly texts: readonly string[]; readonly by: Naming['by'] } {
  const count = documents.length;
  if (count < 2) return { texts: ['1'], by: 'alone' };
  for (const [rank, identity] of documentNames.entries()) {
    const texts = documents.map(({ names }) => names[rank]);
    const isOwned = identity.some(({ field }) => matchesKey(ownedKeys, field.split('.')));
    if (isEachOnce(texts) && !isOwned) return { texts, by: 'name' };
  }
  return { texts: documents.map((_, index) => `${index + 1} of ${count}`), by: `of ${count}` };
}

/** Whether the text of an item is its place in the list and nothing more. */
export function isPosition(text: string): boolean {
  return /^\d+ of \d+$/.test(text);
}

/** The keys to the field that an item cannot do without: `name` for `name=web`. */
export function identityField(text: string): readonly string[] {
  return text.slice(0, text.indexOf('=')).split('.');
}

function itemKey(item: Value, identity: Identity): string | undefined {
  const fields: string[] = [];
  for (const { field, otherwise } of identity) {
    const value = fieldOf(item, field) ?? otherwise;
    if (value === undefined || typeof value === 'object') return undefined;
    if (value === '' && otherwise !== '') return undefined;
    fields.push(`${field}=${String(value)}`);
  }
  return fields.join(',');
}

function fieldOf(item: Value, field: string): Value | undefined {
  let value: Value | undefined = item;
  for (const step of field.split('.'))
    value = isMapValue(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  return value;
}

function isEachOnce(keys: readonly (string | undefined)[]): keys is readonly string[] {
  return !keys.includes(undefined) && new Set(keys).size === keys.length;
}

/** Whether a pattern names something in a value. */
function matchesWithin(value: Value, at: KeyState): boolean {
  if (at.matched || at.leadsNowhere) return at.matched;
  if (isMapValue(value)) return Object.entries(value).some(([step, inner]) => matchesWithin(inner, at.after(step)));
  return Array.isArray(value) && value.some((inner: Value) => matchesWithin(inner, at.after('1 of 1')));
}
