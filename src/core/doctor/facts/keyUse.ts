import { itemKeys } from '../../manifest/merge/listIdentity';
import { keyPatterns, type KeyState } from '../../manifest/merge/ownedKeys';
import { viewOf, type KeyView } from '../../manifest/merge/view';
import type { Value } from '../../manifest/objects';
import { isMapValue } from '../../manifest/read/identity';

/** Which of the patterns name a key of a file, as promoting reads it; none of a file that it does not read by key. */
export function patternsIn(text: string, patterns: readonly string[]): readonly string[] {
  if (patterns.length === 0) return [];
  const file = viewOf(text, { ownedKeys: patterns });
  if (file.kind === 'unparsable') return [];
  return patterns.filter((pattern) => file.documents.some(({ root }) => isNamed(root, keyPatterns([pattern]))));
}

function isNamed(tree: KeyView, at: KeyState): boolean {
  if (at.matched || at.leadsNowhere) return at.matched;
  if (tree.kind === 'leaf') return isNamedIn(tree.value, at, '');
  return [...tree.children.values()].some((child) => isNamed(child.tree, at.after(child.step.text)));
}

/** Whether a pattern names a key of a value; an item of a list by its name or by its place. */
export function isNamedIn(value: Value, at: KeyState, key: string): boolean {
  if (at.matched || at.leadsNowhere) return at.matched;
  if (isMapValue(value)) {
    return Object.entries(value).some(([step, inner]) => isNamedIn(inner, at.after(step), step));
  }
  if (!Array.isArray(value)) return false;
  const items = value as readonly Value[];
  const names = itemKeys(items, key);
  return items.some((item, index) => {
    const steps = [`${index + 1} of ${items.length}`, ...(names?.[index] === undefined ? [] : [names[index]])];
    return steps.some((step) => isNamedIn(item, at.after(step), step));
  });
}
