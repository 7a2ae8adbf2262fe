/** A value out of a manifest or an API answer: anybody may have written it, so nothing of its shape is sure. */
export type Json = Readonly<Record<string, unknown>>;

export function isMap(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** The value at a key, and never what every JavaScript object has (`constructor`). */
export function at(map: unknown, key: string): unknown {
  return isMap(map) && Object.hasOwn(map, key) ? map[key] : undefined;
}

export function textAt(map: unknown, key: string): string | undefined {
  const value = at(map, key);
  return typeof value === 'string' ? value : undefined;
}

/** null, and a map or list with nothing in it: the server drops them. Source: test/unit/drift/cases, cases 20–30. */
export function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  if (isList(value)) return value.every(isEmpty);
  return isMap(value) && Object.values(value).every(isEmpty);
}

/** What the server leaves out when a field is written with it: false, zero, an empty text. */
export function isZero(value: unknown): boolean {
  return value === false || value === 0 || value === 0n || value === '' || isEmpty(value);
}

/** Exact for integers of any size. What is no scalar stands as its JSON. */
export function scalarText(value: unknown): string {
  if (typeof value === 'object' && value !== null) return JSON.stringify(value, bigintAsText);
  return typeof value === 'number' && Object.is(value, -0) ? '0' : String(value);
}

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

/** Deep equality of what is left once empties are dropped. */
export function sameDeep(a: unknown, b: unknown): boolean {
  if (isList(a) && isList(b)) return a.length === b.length && a.every((item, index) => sameDeep(item, b[index]));
  if (isMap(a) && isMap(b)) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...keys].every((key) => sameDeep(at(a, key), at(b, key)));
  }
  if (typeof a === 'object' || typeof b === 'object') return isEmpty(a) && isEmpty(b);
  return (typeof a === typeof b || (isNumber(a) && isNumber(b))) && scalarText(a) === scalarText(b);
}

export function isNumber(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}
