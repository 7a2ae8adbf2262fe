import type { MergeRules, Merged, Sides } from './contract';

/** Three-way merge of one file's text by key: `flatten`, `mergeKeys`, `applyChanges`. Null: the file is not there. */
export function mergeManifest(sides: Sides<string | null>, rules: MergeRules): Merged {
  throw new Error(`to come: ${String(sides)} ${String(rules)}`);
}
