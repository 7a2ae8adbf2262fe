import { at, isList, isMap } from '../values';

/** Far beyond any object of the API. */
const maxDepth = 200;

const open = new Set(['apiVersion', 'kind', 'type', 'immutable']);

/**
 * A value as it may be shown: a Secret inside of it (in a template, say) keeps its name and keys only.
 * @throws RangeError where it nests more deeply than anything that can be printed
 */
export function presentable(value: unknown, depth = 0): unknown {
  if (depth > maxDepth) throw new RangeError('The value is nested too deeply.');
  if (isList(value)) return value.map((item) => presentable(item, depth + 1));
  if (!isMap(value)) return value;
  const isSecret = value['kind'] === 'Secret';
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      if (!isSecret || open.has(key)) return [key, presentable(inner, depth + 1)];
      return [key, key === 'metadata' ? { name: at(inner, 'name') } : masked(inner)];
    }),
  );
}

function masked(value: unknown): unknown {
  return isMap(value) ? Object.fromEntries(Object.keys(value).map((key) => [key, '***'])) : '***';
}

/** Of a map that is a Secret: whether what stands at this key must never be shown. */
export function isSecretKey(key: string): boolean {
  return !open.has(key) && key !== 'metadata';
}
