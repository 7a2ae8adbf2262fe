/** A map read from JSON or YAML, before anything is known of it. */
export type Json = Readonly<Record<string, unknown>>;

export function isMap(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The map below a path of keys; empty where there is none. */
export function mapAt(value: unknown, ...path: readonly string[]): Json {
  const found = at(value, ...path);
  return isMap(found) ? found : {};
}

export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

export function stringAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : undefined;
}

export function numberAt(value: unknown, ...path: readonly string[]): number | undefined {
  const found = at(value, ...path);
  return typeof found === 'number' ? found : undefined;
}

function at(value: unknown, ...path: readonly string[]): unknown {
  let here = value;
  for (const key of path) here = isMap(here) ? here[key] : undefined;
  return here;
}
