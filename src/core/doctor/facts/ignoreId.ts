import type { DriftIgnore } from '../../catalog/catalog';

/** Names an entry of `drift.ignore`: what it is about, whatever services and environments it counts in. */
export function ignoreId({ key, kind = '', name = '' }: Pick<DriftIgnore, 'key' | 'kind' | 'name'>): string {
  return JSON.stringify([key, kind, name]);
}
