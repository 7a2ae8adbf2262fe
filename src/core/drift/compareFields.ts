import type { SchemaNode } from '../cluster/schemas/schema';
import type { ManifestObject } from '../manifest/objects';
import { compareList } from './compareLists';
import { emptinessMeans, isManagedByNature, isMisplaced, isReplicas, type ObjectFacts } from './exceptions';
import { extraVerdict } from './extras';
import { atKey, type Place } from './fieldPath';
import type { Owner, Owners } from './owners';
import type { FieldDrift, FieldVerdict } from './report';
import { sameScalar } from './scalars';
import { isEmpty, isList, isMap, isZero, type Json } from './values';

/** One object's comparison under way. */
export interface Comparison {
  readonly object: ManifestObject;
  readonly facts: ObjectFacts;
  readonly owners: Owners;
  /** What the deployer last applied, where the object says so. */
  readonly lastApplied: Json | undefined;
  readonly found: FieldDrift[];
}

export interface Pair {
  readonly place: Place;
  readonly desired: unknown;
  readonly live: unknown;
  readonly schema: SchemaNode | undefined;
}

/** The desired-subset walk: what git says is held against what is live. Source: drift.md §4.3, rung 1. */
export function compareValue(comparison: Comparison, pair: Pair): void {
  const { place, desired, live, schema } = pair;
  if (desired === null || desired === undefined) return; // null is not "must be empty" (case 23)
  if (isInvalidText(desired, schema)) {
    report(comparison, pair, 'invalid');
    return;
  }
  if (live === undefined || live === null) {
    compareWithNothing(comparison, pair);
    return;
  }
  if (isManagedByNature(place, desired, comparison.facts)) {
    if (!isEmpty(live)) report(comparison, pair, 'managed');
    return;
  }
  if (isMap(desired) && isMap(live)) compareMap(comparison, { ...pair, desired, live });
  else if (isList(desired) && isList(live)) compareList(comparison, { ...pair, desired, live });
  else if (isEmpty(desired) && isEmpty(live)) return;
  else if (!sameScalar(desired, live, schema, place.trail)) reportDifference(comparison, pair);
}

function compareWithNothing(comparison: Comparison, pair: Pair): void {
  const { place, desired } = pair;
  if (isMisplaced(place, comparison.facts.kind)) report(comparison, pair, 'invalid');
  else if (emptinessMeans(place, comparison.facts.kind) || !isZeroDeep(desired)) report(comparison, pair, 'missing');
}

/** A map of zeros only is as good as no map: the server drops both. */
function isZeroDeep(desired: unknown): boolean {
  if (isMap(desired)) return Object.values(desired).every(isZeroDeep);
  return isZero(desired);
}

function compareMap(comparison: Comparison, pair: Pair & { readonly desired: Json; readonly live: Json }): void {
  const { place, desired, live, schema } = pair;
  for (const [key, value] of Object.entries(desired)) {
    const below = fieldSchema(schema, key);
    if (below === 'unknown') {
      if (!isEmpty(value))
        report(comparison, { place: atKey(place, key), desired: value, live: undefined, schema }, 'invalid');
      continue;
    }
    compareValue(comparison, { place: atKey(place, key), desired: value, live: live[key], schema: below });
  }
  for (const key of Object.keys(live)) {
    if (desired[key] === undefined) compareExtra(comparison, atKey(place, key), live[key], fieldSchema(schema, key));
  }
}

/** What only the live object has: reported where a person or the deployer put it there. */
export function compareExtra(
  comparison: Comparison,
  place: Place,
  live: unknown,
  schema: SchemaNode | undefined | 'unknown',
): void {
  const verdict = extraVerdict(comparison, place, live);
  if (verdict.kind === 'extra') {
    reportWith(comparison, { place, desired: undefined, live, schema: undefined }, 'extra', verdict.owner);
    return;
  }
  if (verdict.kind === 'inside' && isMap(live)) {
    for (const [key, value] of Object.entries(live)) {
      const below = schema === 'unknown' ? undefined : fieldSchema(schema, key);
      compareExtra(comparison, atKey(place, key), value, below);
    }
  }
}

/** `unknown`: a complete schema says that there is no such field. */
function fieldSchema(schema: SchemaNode | undefined, key: string): SchemaNode | undefined | 'unknown' {
  if (!schema) return undefined;
  const field = schema.fields?.get(key) ?? schema.values;
  return field ?? (schema.open || !schema.fields ? undefined : 'unknown');
}

/** A number or a boolean where the server takes text only: it refuses the object. Source: drift.md §2, cases 14, 63. */
function isInvalidText(desired: unknown, schema: SchemaNode | undefined): boolean {
  return schema?.type === 'string' && !schema.scalar && ['number', 'boolean', 'bigint'].includes(typeof desired);
}

/** Both have it and it differs: a controller's, or drift. */
export function reportDifference(comparison: Comparison, pair: Pair): void {
  const owner = comparison.owners.of(pair.place.steps);
  const managed = owner ? owner.class === 'controller' : isReplicas(pair.place) && comparison.facts.autoscaled;
  reportWith(comparison, pair, managed ? 'managed' : 'changed', owner);
}

export function report(comparison: Comparison, pair: Pair, verdict: FieldVerdict): void {
  reportWith(comparison, pair, verdict, verdict === 'missing' ? undefined : comparison.owners.of(pair.place.steps));
}

function reportWith(comparison: Comparison, pair: Pair, verdict: FieldVerdict, owner: Owner | undefined): void {
  const { place, desired, live } = pair;
  comparison.found.push({
    path: place.text,
    verdict,
    ...(desired === undefined ? {} : { desired }),
    ...(live === undefined || live === null ? {} : { live }),
    ...(owner ? { owner: owner.manager } : {}),
    ...(owner?.since === undefined ? {} : { since: owner.since }),
    ...lineAt(comparison, place),
  });
}

/** Line 0 is no line: a renderer put the value together. */
function lineAt({ object }: Comparison, place: Place): Pick<FieldDrift, 'line'> {
  const { line } = object.locate(place.file);
  return line > 0 ? { line } : {};
}
