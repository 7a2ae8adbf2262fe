import type { Value } from '../objects';

/** The same text exactly for the same value: the order of a map's keys says nothing. */
export function comparable(value: Value): string {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${(value as readonly Value[]).map(comparable).join(',')}]`;
  const keys = Object.entries(value as Record<string, Value>).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${keys.map(([key, inner]) => `${JSON.stringify(key)}:${comparable(inner)}`).join(',')}}`;
}
