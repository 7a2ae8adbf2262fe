const open = new Set(['apiVersion', 'kind', 'type', 'immutable']);

/** Of a map that is a Secret: whether what stands at this key must never be shown. */
export function isSecretKey(key: string): boolean {
  return !open.has(key) && key !== 'metadata';
}
