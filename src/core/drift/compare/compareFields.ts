import type { Pair } from './pair';
import type { SchemaNode } from '../../cluster/schemas/schema';
import { compareList } from './compareLists';
import { compareExtra } from './compareExtras';
import { report, reportDifference, type Comparison } from './comparison';
import { fits } from '../values/fits';
import { isManagedByNature, lastAppliedKey } from './habits';
import { isLeftToServer, isMisplaced, isNothing, isStatement } from './meaning';
import type { FieldPath } from './fieldPath';
import { sameScalar } from '../values/scalars';
import { isUnset } from './served';
import { isSecretKey } from '../secrets/secretKey';
import { at, isEmpty, isList, isMap, sameDeep, type Json } from '../values/values';

/** The desired-subset walk: what git says is held against what is live. Source: docs/drift.md, "How an answer is found", rung 1. */
export function compareValue(comparison: Comparison, pair: Pair): void {
  const { place, desired, live, schema } = pair;
  if (desired === null || desired === undefined) return; // null is not "must be empty" (case 23)
  if (!fits(desired, schema)) report(comparison, pair, 'invalid');
  else if (live === undefined || live === null) compareWithNothing(comparison, pair);
  else if (isManagedByNature(place, desired, comparison.desired)) compareManaged(comparison, pair);
  else if (isBare(desired) && isStatement(place, comparison.kind)) compareStatement(comparison, pair);
  else if (isMap(desired) && isMap(live)) compareMap(comparison, { ...pair, desired, live });
  else if (isList(desired) && isList(live)) compareList(comparison, { ...pair, desired, live }, compareValue);
  else if (isEmpty(desired) && isEmpty(live)) return;
  else if (isUnset(comparison, pair)) return;
  else if (comparison.isKnownKind && isLeftToServer(place, desired) && !isPersons(comparison, place)) return;
  else if (!sameScalar(desired, live, { place, schema })) reportDifference(comparison, pair);
}

function isPersons({ owners }: Comparison, place: FieldPath): boolean {
  return owners.of(place)?.class === 'person';
}

function compareWithNothing(comparison: Comparison, pair: Pair): void {
  const { place, desired, schema } = pair;
  if (isMisplaced(place, comparison.kind)) report(comparison, pair, 'invalid');
  else if (!isNothing(place, desired, schema, comparison.kind)) reportMissing(comparison, pair);
}

/** Of a map that is not there: what a server refuses in it is said first, since nothing else can come of it. */
function reportMissing(comparison: Comparison, pair: Pair): void {
  const before = comparison.found.length;
  if (isMap(pair.desired)) reportInvalid(comparison, pair, pair.desired);
  if (comparison.found.length === before) report(comparison, pair, 'missing');
}

function reportInvalid(comparison: Comparison, { place, schema }: Pair, desired: Json): void {
  for (const [key, value] of Object.entries(desired)) {
    const below = { place: place.key(key), desired: value, live: undefined, schema: fieldSchema(schema, key) };
    if (value === null) continue;
    if (below.schema === 'unknown' || !fits(value, below.schema))
      report(comparison, { ...below, schema: undefined }, 'invalid');
    else if (isMap(value)) reportInvalid(comparison, { ...below, schema: below.schema }, value);
  }
}

function compareManaged(comparison: Comparison, pair: Pair): void {
  if (!sameDeep(pair.desired, pair.live)) report(comparison, pair, 'managed');
}

function compareStatement(comparison: Comparison, pair: Pair): void {
  if (!isBare(pair.live)) reportDifference(comparison, pair);
}

function isBare(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

function compareMap(comparison: Comparison, pair: Pair & { readonly desired: Json; readonly live: Json }): void {
  const { place, desired, live, schema } = pair;
  const isSecret = live['kind'] === 'Secret' || desired['kind'] === 'Secret';
  const below = (key: string): FieldPath => place.key(key, { secret: isSecret && isSecretKey(key) });
  for (const [key, value] of Object.entries(desired)) {
    if (key === lastAppliedKey && place.name === 'annotations') continue;
    const field = fieldSchema(schema, key);
    const inner = { place: below(key), desired: value, live: at(live, key) };
    if (field !== 'unknown') compareValue(comparison, { ...inner, schema: field });
    // A server that has it knows it, whatever an older schema says.
    else if (inner.live !== undefined) compareValue(comparison, { ...inner, schema: undefined });
    else if (!isEmpty(value)) report(comparison, { ...inner, schema: undefined }, 'invalid');
  }
  for (const key of Object.keys(live)) {
    if (at(desired, key) !== undefined) continue;
    const field = fieldSchema(schema, key);
    compareExtra(comparison, below(key), live[key], field === 'unknown' ? undefined : field);
  }
}

/** `unknown`: a complete schema says that there is no such field. */
function fieldSchema(schema: SchemaNode | undefined, key: string): SchemaNode | undefined | 'unknown' {
  if (!schema) return undefined;
  const field = schema.fields?.get(key) ?? schema.values;
  return field ?? (schema.open || !schema.fields ? undefined : 'unknown');
}
