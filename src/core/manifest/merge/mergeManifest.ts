import { applyChanges } from './applyChanges';
import type { MergeRules, Merged, Sides } from './contract';
import { flatten } from './flatten';
import { mergeKeys } from './mergeKeys';

/** Three-way merge of one file's text by key: `flatten`, `mergeKeys`, `applyChanges`. Null: the file is not there. */
export function mergeManifest(sides: Sides<string | null>, rules: MergeRules): Merged {
  const [base, target, source] = [
    flatten(sides.base, rules),
    flatten(sides.target, rules),
    flatten(sides.source, rules),
  ];
  if (base.kind === 'unparsable') return base;
  if (target.kind === 'unparsable') return target;
  if (source.kind === 'unparsable') return source;
  const merged = mergeKeys({ base: base.entries, target: target.entries, source: source.entries });
  if (merged.conflicts.length > 0) return { kind: 'conflict', conflicts: merged.conflicts };
  if (merged.changes.length === 0) return { kind: 'merged', text: sides.target };
  const edited = applyChanges(target, merged.changes, rules);
  return edited.kind === 'edited'
    ? { kind: 'merged', text: edited.text }
    : { kind: 'conflict', conflicts: edited.conflicts };
}
