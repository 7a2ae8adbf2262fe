import type { ListRule, SchemaNode } from '../../cluster/schemas/schema';
import { isAdditive } from './habits';
import type { ListItem, FieldPath } from './fieldPath';
import { at, isMap, scalarText } from '../values/values';

export type MapRule = Extract<ListRule, { readonly kind: 'map' }>;

/** By what the items of a list are told apart, and whether that is known or a guess. */
export interface ItemRule {
  readonly rule: ListRule;
  readonly guessed?: true;
}

const byName: MapRule = { kind: 'map', keys: ['name'], defaults: {} };
const atomic: ListRule = { kind: 'atomic' };

/**
 * The schema's word. Of a kind of which nothing is known: by `name` where every item has a distinct one. A list of a known
 * kind that is not marked is atomic. Source: docs/drift.md, "What is no drift".
 */
export function ruleOf(
  place: FieldPath,
  list: readonly unknown[],
  schema: SchemaNode | undefined,
  kind: { readonly name: string; readonly isKnown: boolean },
): ItemRule {
  if (isAdditive(place, kind.name)) return { rule: byName };
  if (schema?.list) return { rule: schema.list };
  const names = new Set(list.map((item) => at(item, 'name')).filter((name) => typeof name === 'string'));
  return !kind.isKnown && list.length > 0 && names.size === list.length
    ? { rule: byName, guessed: true }
    : { rule: atomic };
}

/** Items of two lists that are the same item. Indexes are those of the two lists. */
export interface ItemPair {
  readonly desired: number;
  readonly live: number | undefined;
  readonly name: string;
}

export interface Pairing {
  readonly pairs: readonly ItemPair[];
  /** Items that only the live list has. */
  readonly liveOnly: readonly { readonly live: number; readonly name: string }[];
  /** Desired items that a later one repeats: the server refuses them, or keeps the last. */
  readonly repeated: readonly { readonly desired: number; readonly name: string }[];
}

/**
 * Pairs items by their keys. Items that share the keys are told apart by their `name`, as two ports of the same number
 * may be, and else by their order. Source: test/unit/drift/cases, cases 35–42.
 */
export function pairByKeys(rule: MapRule, desired: readonly unknown[], live: readonly unknown[]): Pairing {
  const pairs: ItemPair[] = [];
  const liveOnly: { readonly live: number; readonly name: string }[] = [];
  const repeated: { readonly desired: number; readonly name: string }[] = [];
  const liveByName = grouped(rule, live);
  for (const [name, indexes] of grouped(rule, desired)) {
    const alike = liveByName.get(name) ?? [];
    liveByName.delete(name);
    const last = new Map(indexes.map((index) => [nameField(desired[index]), index]));
    const kept = indexes.filter((index) => last.get(nameField(desired[index])) === index);
    const found = pairAlike(
      kept.map((index) => ({ index, name: nameField(desired[index]) })),
      alike.map((index) => ({ index, name: nameField(live[index]) })),
    );
    pairs.push(...kept.map((index) => ({ desired: index, live: found.get(index), name })));
    const taken = new Set(found.values());
    const rest = alike.filter((index) => !taken.has(index));
    const isRepeated = kept.length < indexes.length;
    repeated.push(...indexes.filter((index) => !kept.includes(index)).map((index) => ({ desired: index, name })));
    if (!isRepeated) liveOnly.push(...rest.map((index) => ({ live: index, name })));
  }
  for (const [name, indexes] of liveByName) liveOnly.push(...indexes.map((index) => ({ live: index, name })));
  return { pairs: pairs.sort((a, b) => a.desired - b.desired), liveOnly, repeated };
}

interface Named {
  readonly index: number;
  readonly name: unknown;
}

/** Of items that share the keys: by their `name`, the last one where several have it, and what is left by its order. */
function pairAlike(desired: readonly Named[], live: readonly Named[]): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  const free = new Set(live);
  const pair = ({ index }: Named, other: Named | undefined) => {
    if (other === undefined) return;
    found.set(index, other.index);
    free.delete(other);
  };
  for (const item of desired)
    pair(
      item,
      [...free].findLast(({ name }) => name === item.name),
    );
  for (const item of desired) if (!found.has(item.index)) pair(item, [...free][0]);
  return found;
}

/** Filled in by every server, and not said by every schema. Source: docs/drift.md, "What is no drift". */
const serverDefaults: Readonly<Record<string, string>> = { protocol: 'TCP' };

/** What a list's rule calls an item; nothing where only its index tells it. */
export function nameOf(rule: ListRule, item: unknown): string | undefined {
  if (rule.kind === 'atomic') return undefined;
  if (rule.kind === 'set' || !isMap(item)) return scalarText(item);
  return rule.keys
    .map((key) => `${key}=${scalarText(at(item, key) ?? rule.defaults[key] ?? serverDefaults[key] ?? '')}`)
    .join(',');
}

/** The item of another list that is the same one: of what was last applied, for example. */
export function sameItem(list: readonly unknown[], { rule, value, live }: ListItem): unknown {
  const name = nameOf(rule, value);
  return name === undefined ? list[live ?? -1] : list.find((other) => nameOf(rule, other) === name);
}

function grouped(rule: MapRule, list: readonly unknown[]): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  list.forEach((item, index) => {
    const name = nameOf(rule, item) ?? '';
    const group = groups.get(name);
    if (group) group.push(index);
    else groups.set(name, [index]);
  });
  return groups;
}

function nameField(item: unknown): unknown {
  return at(item, 'name');
}
