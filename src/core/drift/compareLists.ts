import { compareExtra, compareValue, report, reportDifference, type Comparison, type Pair } from './compareFields';
import { isUnordered } from './exceptions';
import { atItem } from './fieldPath';
import { pairByKeys, ruleOf, type MapRule } from './lists';
import { isEmpty, sameDeep, scalarText } from './values';

type ListPair = Pair & { readonly desired: readonly unknown[]; readonly live: readonly unknown[] };

/** Lists by what tells their items apart: keys, the value itself, or the place. */
export function compareList(comparison: Comparison, pair: ListPair): void {
  const rule = ruleOf(pair.schema, pair.desired);
  if (rule?.kind === 'map') compareByKeys(comparison, pair, rule);
  else if (rule?.kind === 'set') compareSet(comparison, pair);
  else compareAtomic(comparison, pair);
}

function compareByKeys(comparison: Comparison, { place, desired, live, schema }: ListPair, rule: MapRule): void {
  const { pairs, liveOnly, duplicates } = pairByKeys(rule, desired, live);
  for (const { desired: index, live: at, name } of pairs) {
    const item = at === undefined ? undefined : live[at];
    const here = atItem(place, { name, item: item ?? desired[index], live: at ?? index, desired: index });
    const below = { place: here, desired: desired[index], live: item, schema: schema?.items };
    if (duplicates.includes(index)) report(comparison, { ...below, live: undefined }, 'invalid');
    else if (item === undefined) report(comparison, below, 'missing');
    else compareValue(comparison, below);
  }
  for (const { live: at, name } of liveOnly) {
    compareExtra(comparison, atItem(place, { name, item: live[at], live: at }), live[at], schema?.items);
  }
}

function compareSet(comparison: Comparison, { place, desired, live, schema }: ListPair): void {
  const has = (list: readonly unknown[], item: unknown) => list.some((other) => scalarText(other) === scalarText(item));
  desired.forEach((item, index) => {
    if (has(live, item)) return;
    const here = atItem(place, { name: scalarText(item), item, live: index, desired: index });
    report(comparison, { place: here, desired: item, live: undefined, schema: schema?.items }, 'missing');
  });
  live.forEach((item, index) => {
    if (!has(desired, item))
      compareExtra(comparison, atItem(place, { name: scalarText(item), item, live: index }), item, undefined);
  });
}

/** One value, owned as a whole; of maps in it, what the server fills in is no difference. */
function compareAtomic(comparison: Comparison, pair: ListPair): void {
  const { place, desired, schema } = pair;
  const live = isUnordered(place, comparison.facts.kind) ? inOrderOf(desired, pair.live) : pair.live;
  if (desired.length !== live.length || desired.some((item) => typeof item !== 'object')) {
    if (!sameScalars(comparison, pair, live)) reportDifference(comparison, pair);
    return;
  }
  desired.forEach((item, index) => {
    const here = atItem(place, { name: undefined, item: live[index], live: index, desired: index });
    if (isEmpty(item) && isEmpty(live[index])) return;
    compareValue(comparison, { place: here, desired: item, live: live[index], schema: schema?.items });
  });
}

function sameScalars(comparison: Comparison, { place, desired, schema }: ListPair, live: readonly unknown[]): boolean {
  if (desired.length !== live.length) return desired.length === 0 && isEmpty(live);
  const before = comparison.found.length;
  desired.forEach((item, index) => {
    compareValue(comparison, { place, desired: item, live: live[index], schema: schema?.items });
  });
  return comparison.found.splice(before).length === 0;
}

/** The live items in the order of the desired ones that they resemble most: same type, then any. */
function inOrderOf(desired: readonly unknown[], live: readonly unknown[]): readonly unknown[] {
  const free = [...live];
  const ordered = desired.flatMap((item) => {
    const at = free.findIndex((other) => sameShape(item, other));
    return at < 0 ? [] : free.splice(at, 1);
  });
  return [...ordered, ...free];
}

/** Two HPA metrics are about the same thing when type and the metric's name agree. */
function sameShape(a: unknown, b: unknown): boolean {
  return sameDeep(shapeOf(a), shapeOf(b));
}

function shapeOf(metric: unknown): unknown {
  const text = JSON.stringify(metric, (key, value: unknown) =>
    ['target', 'targetAverageUtilization'].includes(key)
      ? undefined
      : typeof value === 'bigint'
        ? String(value)
        : value,
  );
  return JSON.parse(text) as unknown;
}
