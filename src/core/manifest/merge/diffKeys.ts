import { sameValue } from '../sameValue';
import type { Entries, KeyDifference } from './contract';

/** The keys by which `after` differs from `before`, leaf by leaf: first in the order of `after`, then what is gone. */
export function diffKeys(before: Entries, after: Entries): readonly KeyDifference[] {
  const differences: KeyDifference[] = [];
  for (const [id, entry] of after) {
    const { document, key } = entry;
    const old = before.get(id);
    if (!old) differences.push({ id, document, key, change: 'added', after: entry });
    else if (!sameValue(old.value, entry.value)) {
      differences.push({ id, document, key, change: 'changed', before: old, after: entry });
    }
  }
  for (const [id, entry] of before) {
    const { document, key } = entry;
    if (!after.has(id)) differences.push({ id, document, key, change: 'removed', before: entry });
  }
  return differences;
}
