/** A value out of a manifest or an API answer. */
export type Json = Readonly<Record<string, unknown>>;

export function isMap(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** null, and a map or list with nothing in it: the server drops them. Source: drift.md §2, cases 20–30. */
export function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  if (isList(value)) return value.every(isEmpty);
  return isMap(value) && Object.values(value).every(isEmpty);
}

/** What the server leaves out when a field is written with it: false, zero, an empty text. */
export function isZero(value: unknown): boolean {
  return value === false || value === 0 || value === 0n || value === '' || isEmpty(value);
}

/** Exact for integers of any size. */
export function scalarText(value: unknown): string {
  return typeof value === 'number' && Object.is(value, -0) ? '0' : String(value);
}

/** Deep equality of what is left once empties are dropped. */
export function sameDeep(a: unknown, b: unknown): boolean {
  if (isList(a) && isList(b)) return a.length === b.length && a.every((item, index) => sameDeep(item, b[index]));
  if (isMap(a) && isMap(b)) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...keys].every((key) => (isEmpty(a[key]) && isEmpty(b[key])) || sameDeep(a[key], b[key]));
  }
  if (typeof a === 'object' || typeof b === 'object') return isEmpty(a) && isEmpty(b);
  return typeof a === typeof b || isNumber(a) === isNumber(b) ? scalarText(a) === scalarText(b) : false;
}

export function isNumber(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'bigint';
}
