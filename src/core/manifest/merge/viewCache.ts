import type { FlatFile, MergeRules, Unparsable } from './contract';
import { type FileView, viewOf } from './view';

interface Kept {
  readonly rules: MergeRules;
  readonly view: WeakRef<FileView>;
}

/**
 * The tree that a file was flattened from, while memory allows: editing comes right after reading, and would parse the
 * same text again. A tree is much larger than its text, so nothing holds it.
 */
const views = new WeakMap<FlatFile, Kept>();

export function keepView(file: FlatFile, view: FileView, rules: MergeRules): void {
  views.set(file, { rules, view: new WeakRef(view) });
}

export function viewOfFile(file: FlatFile, rules: MergeRules): FileView | Unparsable {
  const kept = views.get(file);
  const known = kept?.rules === rules ? kept.view.deref() : undefined;
  return known ?? viewOf(file.text, rules);
}
