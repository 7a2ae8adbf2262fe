import type { Value } from './objects';
import { isMapValue } from './read/identity';

/** Equal as Kubernetes sees it: the order of keys says nothing, the order of a list does. */
export function sameValue(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) {
    const [left, right] = [a as readonly Value[], b as readonly Value[]];
    return (
      Array.isArray(b) && left.length === right.length && left.every((item, i) => sameValue(item, right[i] ?? null))
    );
  }
  if (!isMapValue(a) || !isMapValue(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => sameAt(a, b, key));
}

function sameAt(a: Readonly<Record<string, Value>>, b: Readonly<Record<string, Value>>, key: string): boolean {
  const [left, right] = [a[key], b[key]];
  return Object.hasOwn(b, key) && left !== undefined && right !== undefined && sameValue(left, right);
}
