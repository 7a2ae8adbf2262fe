import type { SchemaNode } from '../cluster/schemas/schema';
import { sameDuration } from './duration';
import { sameQuantity } from './quantity';
import { isNumber, isZero, scalarText } from './values';

/** Keys below which a custom resource without a schema holds quantities or durations. Source: drift.md §2, 9 and 11. */
const quantityKeys = /^(cpu|memory|storage|ephemeral-storage|sizeLimit|pods|hugepages-.+|.+\.com\/.+)$/;
const quantityParents = /^(limits|requests|capacity|hard|overhead)$/;
const durationKeys = /(duration|interval|timeout|period|ttl|delay|age|window|renewBefore|after)$/i;

/**
 * Whether two scalars mean the same to Kubernetes: canonical quantities, durations and int-or-strings.
 * `trail` holds the keys that lead here; it helps only where no schema does.
 */
export function sameScalar(
  desired: unknown,
  live: unknown,
  schema: SchemaNode | undefined,
  trail: readonly string[],
): boolean {
  if (typeof desired === 'object' || typeof live === 'object') return false;
  const [a, b] = [scalarText(desired), scalarText(live)];
  if (a === b) return sameKind(desired, live) || isTextual(schema) || schema?.scalar !== undefined;
  const meaning = schema?.scalar ?? (schema?.type === undefined ? guessed(trail) : undefined);
  if (meaning === 'quantity') return sameQuantity(a, b);
  if (meaning === 'duration') return sameDuration(a, b);
  if (meaning === 'time') return Date.parse(a) === Date.parse(b);
  if (isNumber(desired) && isNumber(live)) return Number(a) === Number(b) && !isLargeInteger(a) && !isLargeInteger(b);
  return false;
}

/** A number and the same number as text differ, but for places that take both. */
function sameKind(desired: unknown, live: unknown): boolean {
  return typeof desired === typeof live || (isNumber(desired) && isNumber(live)) || (isZero(desired) && isZero(live));
}

function isTextual(schema: SchemaNode | undefined): boolean {
  return schema === undefined || schema.type === undefined;
}

function isLargeInteger(text: string): boolean {
  return /^-?\d{16,}$/.test(text);
}

function guessed(trail: readonly string[]): SchemaNode['scalar'] {
  const key = trail.at(-1) ?? '';
  if (quantityKeys.test(key) || quantityParents.test(trail.at(-2) ?? '')) return 'quantity';
  return durationKeys.test(key) ? 'duration' : undefined;
}
