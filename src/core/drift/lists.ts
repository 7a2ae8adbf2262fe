import type { SchemaNode } from '../cluster/schemas/schema';
import { isMap, scalarText } from './values';

/** Items of two lists that are the same item. Indexes are those of the two lists. */
export interface ItemPair {
  readonly desired: number;
  readonly live: number | undefined;
  /** What names the item: `name=web`, `containerPort=80,protocol=TCP`; nothing where only its place does. */
  readonly name: string | undefined;
}

export interface Pairing {
  readonly pairs: readonly ItemPair[];
  /** Items that only the live list has. */
  readonly liveOnly: readonly { readonly live: number; readonly name: string }[];
  /** Desired items whose name another one has, too: the server refuses or keeps the last. */
  readonly duplicates: readonly number[];
}

export type MapRule = Extract<NonNullable<SchemaNode['list']>, { readonly kind: 'map' }>;

/** By what the items of a list are told apart: the schema's word, else `name` where every item has a distinct one. */
export function ruleOf(schema: SchemaNode | undefined, desired: readonly unknown[]): SchemaNode['list'] {
  if (schema?.list) return schema.list;
  const names = desired.map((item) => (isMap(item) && typeof item['name'] === 'string' ? item['name'] : undefined));
  const named = names.every((name) => name !== undefined) && new Set(names).size === names.length;
  return named && desired.length > 0 ? { kind: 'map', keys: ['name'], defaults: {} } : { kind: 'atomic' };
}

/**
 * Pairs items by their keys. Where two desired items share the keys, the name decides, then the place: two ports of the
 * same number may differ in name alone. Source: drift.md §2, cases 35–42.
 */
export function pairByKeys(rule: MapRule, desired: readonly unknown[], live: readonly unknown[]): Pairing {
  const free = new Set(live.keys());
  const duplicates: number[] = [];
  const byName = new Map<string, number>();
  const pairs = desired.map((item, index): ItemPair => {
    const name = nameOf(rule, item);
    const shared = desired.filter((other) => nameOf(rule, other) === name).length > 1;
    const before = byName.get(name);
    if (before !== undefined && sameNameField(desired[before], item)) duplicates.push(before);
    byName.set(name, index);
    const candidates = [...free].filter((place) => nameOf(rule, live[place]) === name);
    const chosen = shared
      ? (candidates.find((place) => sameNameField(live[place], item)) ?? candidates[0])
      : candidates[0];
    if (chosen !== undefined) free.delete(chosen);
    return { desired: index, live: chosen, name };
  });
  return { pairs, liveOnly: [...free].map((place) => ({ live: place, name: nameOf(rule, live[place]) })), duplicates };
}

function nameOf({ keys, defaults }: MapRule, item: unknown): string {
  if (!isMap(item)) return scalarText(item);
  return keys.map((key) => `${key}=${scalarText(item[key] ?? defaults[key] ?? '')}`).join(',');
}

function sameNameField(a: unknown, b: unknown): boolean {
  return isMap(a) && isMap(b) && a['name'] === b['name'];
}
