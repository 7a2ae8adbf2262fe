import type { MergeRules, Unparsable } from './contract';
import { type FileView, viewOf } from './view';

/** As many as one merge works on. */
const maxKept = 4;

interface Kept {
  readonly rules: MergeRules;
  readonly view: WeakRef<FileView>;
}

/**
 * The trees that were read last, while memory allows: editing comes right after reading, and would read the same text
 * again. A tree is much larger than its text, so nothing holds it.
 */
const recent: Kept[] = [];

export function keepView(view: FileView, rules: MergeRules): void {
  recent.unshift({ rules, view: new WeakRef(view) });
  recent.splice(maxKept);
}

/** As `viewOf`. */
export function recentView(text: string, rules: MergeRules): FileView | Unparsable {
  for (const kept of recent) {
    const known = kept.rules === rules ? kept.view.deref() : undefined;
    if (known?.text === text) return known;
  }
  const view = viewOf(text, rules);
  if (view.kind === 'view') keepView(view, rules);
  return view;
}
