import { bundledDefault } from '../../cluster/schemas/defaults';
import type { SchemaNode } from '../../cluster/schemas/schema';
import type { Comparison } from './comparison';
import { derived } from './derived';
import { isAlternative } from './meaning';
import type { FieldPath } from './fieldPath';
import { sameScalar } from '../values/scalars';
import { isEmpty, isList, isMap, isZero, sameDeep } from '../values/values';

/**
 * Whether the server makes this of what git leaves out, whoever claims it: applying git once more would bring the same
 * about. Of a map, every part of it. Source: Kubernetes' own defaulting, and the `default`s of a custom kind's schema.
 */
export function isServedAnyway(
  comparison: Comparison,
  place: FieldPath,
  live: unknown,
  schema: SchemaNode | undefined,
): boolean {
  if (isEmpty(live)) return !isAlternative(place);
  if (isDefault(comparison, place, live, schema)) return true;
  if (!isMap(live) || schema?.values) return false;
  return Object.entries(live).every(([key, value]) =>
    isServedAnyway(comparison, place.key(key), value, schema?.fields?.get(key)),
  );
}

/** Whether a zero in git is to the server as if nothing were said, so that it gives what is live. */
export function isUnset(
  { object }: Comparison,
  {
    place,
    desired,
    live,
    schema,
  }: {
    readonly place: FieldPath;
    readonly desired: unknown;
    readonly live: unknown;
    readonly schema: SchemaNode | undefined;
  },
): boolean {
  const known = isZero(desired) ? bundledDefault(object.identity, place.pattern) : undefined;
  return known?.forZero === true && isSame(known.value, place, live, schema);
}

function isDefault(comparison: Comparison, place: FieldPath, live: unknown, schema: SchemaNode | undefined): boolean {
  const candidates = [
    schema?.default,
    bundledDefault(comparison.object.identity, place.pattern)?.value,
    ...derived(comparison, place),
  ];
  return candidates.some((value) => value !== undefined && isSame(value, place, live, schema));
}

function isSame(value: unknown, place: FieldPath, live: unknown, schema: SchemaNode | undefined): boolean {
  if (typeof value !== 'object' && typeof live !== 'object') return sameScalar(value, live, { place, schema });
  return (isList(value) || isMap(value)) && sameDeep(value, live);
}
