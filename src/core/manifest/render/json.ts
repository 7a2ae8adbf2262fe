import type { Value } from '../objects';
import { isMapValue } from '../read/identity';

/**
 * A value as JSON that every YAML reader takes for the same: integers beyond 2^53 keep their digits, and characters that
 * YAML does not print stand escaped.
 */
export function jsonOf(value: Value): string {
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return `[${(value as readonly Value[]).map(jsonOf).join(',')}]`;
  if (!isMapValue(value)) return textOf(value);
  return `{${Object.entries(value)
    .map(([key, inner]) => `${textOf(key)}:${jsonOf(inner)}`)
    .join(',')}}`;
}

const unprintable = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

function textOf(value: Value): string {
  return JSON.stringify(value).replace(
    unprintable,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
