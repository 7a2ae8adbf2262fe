import type { Entries, KeyDifference, MergedKeys, Sides } from './contract';

/**
 * Three-way merge, key by key. The base may be put together from several commits: any map from `EntryId` to entry.
 * Keys that the environment owns stay as the target has them. Both sides changing one key differently, one side
 * removing what the other changed, and one side having a map where the other has a value are conflicts.
 */
export function mergeKeys(sides: Sides<Entries>): MergedKeys {
  throw new Error(`to come: ${String(sides)}`);
}

/** The keys by which `after` differs from `before`: leaf by leaf, in the order of the files. */
export function diffKeys(before: Entries, after: Entries): readonly KeyDifference[] {
  throw new Error(`to come: ${String(before)} ${String(after)}`);
}
