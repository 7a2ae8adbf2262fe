import type { Pair } from './pair';
import { compareExtra } from './compareExtras';
import { report, reportDifference, type Comparison } from './comparison';
import { fits } from '../values/fits';
import { isReordered } from './habits';
import { nameOf, pairByKeys, ruleOf, type ItemRule, type MapRule } from './lists';
import { sameScalar } from '../values/scalars';
import { isMap, sameDeep } from '../values/values';

type ListPair = Pair & { readonly desired: readonly unknown[]; readonly live: readonly unknown[] };
type CompareItem = (comparison: Comparison, item: Pair) => void;

/**
 * Lists by what tells their items apart: keys, the value itself, or the place.
 * @param compareItem compares what may be a list again
 */
export function compareList(comparison: Comparison, pair: ListPair, compareItem: CompareItem): void {
  const kind = { name: comparison.kind, isKnown: comparison.isKnownKind };
  // An empty list says as little as none.
  if (pair.desired.length === 0) compareExtra(comparison, pair.place, pair.live, pair.schema);
  else compareItems(comparison, pair, ruleOf(pair.place, pair.desired, pair.schema, kind), compareItem);
}

function compareItems(
  comparison: Comparison,
  pair: ListPair,
  { rule, ...guess }: ItemRule,
  compareItem: CompareItem,
): void {
  if (rule.kind === 'map') compareByKeys(comparison, pair, { rule, ...guess }, compareItem);
  else if (rule.kind === 'set') compareSet(comparison, pair);
  else compareAtomic(comparison, pair, compareItem);
}

function compareByKeys(
  comparison: Comparison,
  { place, desired, live, schema }: ListPair,
  known: ItemRule & { readonly rule: MapRule },
  compareItem: CompareItem,
): void {
  const { pairs, liveOnly, repeated } = pairByKeys(known.rule, desired, live);
  for (const { desired: index, name } of repeated) {
    const item = place.item({ ...known, name, value: desired[index], desired: index });
    report(comparison, { place: item, desired: desired[index], live: undefined, schema: undefined }, 'invalid');
  }
  for (const { desired: index, live: other, name } of pairs) {
    const value = other === undefined ? undefined : live[other];
    const item = place.item({ ...known, name, value: value ?? desired[index], live: other, desired: index });
    const below = { place: item, desired: desired[index], live: value, schema: schema?.items };
    if (value === undefined) report(comparison, below, 'missing');
    else compareItem(comparison, below);
  }
  for (const { live: index, name } of liveOnly) {
    const item = place.item({ ...known, name, value: live[index], live: index });
    compareExtra(comparison, item, live[index], schema?.items);
  }
}

function compareSet(comparison: Comparison, { place, desired, live, schema }: ListPair): void {
  const rule = { kind: 'set' } as const;
  const [wanted, there] = [desired, live].map((list) => new Set(list.map((item) => nameOf(rule, item))));
  desired.forEach((value, index) => {
    const name = nameOf(rule, value);
    if (there?.has(name)) return;
    const item = place.item({ rule, name, value, desired: index });
    report(comparison, { place: item, desired: value, live: undefined, schema: schema?.items }, 'missing');
  });
  live.forEach((value, index) => {
    const name = nameOf(rule, value);
    if (!wanted?.has(name)) compareExtra(comparison, place.item({ rule, name, value, live: index }), value, undefined);
  });
}

/** One value, owned as a whole. Of as many maps each is looked into: what the server fills in is no difference. */
function compareAtomic(comparison: Comparison, pair: ListPair, compareItem: CompareItem): void {
  const { place, desired, schema } = pair;
  const order = isReordered(place, comparison.kind) ? orderLike(desired, pair.live) : [...pair.live.keys()];
  if (desired.length !== pair.live.length || !desired.every(isMap)) {
    if (!reportMisfits(comparison, pair) && !sameItems(pair)) reportDifference(comparison, pair);
    return;
  }
  desired.forEach((item, index) => {
    const live = order[index] ?? index;
    const here = place.item({ rule: { kind: 'atomic' }, value: pair.live[live], live, desired: index });
    compareItem(comparison, { place: here, desired: item, live: pair.live[live], schema: schema?.items });
  });
}

/** Items that a server refuses, and with them the object: numbers among arguments. True where there are such. */
function reportMisfits(comparison: Comparison, { place, desired, schema }: ListPair): boolean {
  const misfits = [...desired.entries()].filter(([, item]) => item !== null && !fits(item, schema?.items));
  for (const [index, item] of misfits) {
    const here = place.item({ rule: { kind: 'atomic' }, value: item, desired: index });
    report(comparison, { place: here, desired: item, live: undefined, schema: undefined }, 'invalid');
  }
  return misfits.length > 0;
}

function sameItems({ place, desired, live, schema }: ListPair): boolean {
  return (
    desired.length === live.length &&
    desired.every((item, index) => {
      const other = live[index];
      if (typeof item === 'object' || typeof other === 'object') return sameDeep(item, other);
      return sameScalar(item, other, { place, schema: schema?.items });
    })
  );
}

/** Indexes of the live items in the order of the desired ones: metrics are alike when they measure the same. */
function orderLike(desired: readonly unknown[], live: readonly unknown[]): readonly number[] {
  const free = [...live.keys()];
  const found = desired.map((item) => {
    const measured = measuredBy(item);
    const place = free.findIndex((index) => sameDeep(measuredBy(live[index]), measured));
    return place < 0 ? undefined : free.splice(place, 1)[0];
  });
  return found.map((index) => index ?? free.shift() ?? -1);
}

/** A metric without its target. */
function measuredBy(metric: unknown): unknown {
  if (!isMap(metric)) return metric;
  return Object.fromEntries(
    Object.entries(metric).map(([key, source]) => [
      key,
      isMap(source) ? Object.fromEntries(Object.entries(source).filter(([inner]) => !/^target/.test(inner))) : source,
    ]),
  );
}
