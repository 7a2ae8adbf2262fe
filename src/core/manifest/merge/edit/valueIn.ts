import type { Value } from '../../objects';
import type { KeyTree } from '../keyTree';
import { stepFrom } from '../entryId';
import { isMapValue } from '../../read/identity';
import { sameValue } from '../../sameValue';
import type { KeyView } from '../view';

/** The value that a tree of keys was read from. */
export function valueIn(tree: KeyView): Value {
  if (tree.kind === 'leaf') return tree.value;
  const children = [...tree.children.values()];
  if (tree.node.kind === 'list') return children.map((child) => valueIn(child.tree));
  return Object.fromEntries(children.map(({ step, tree: inner }) => [step.text, valueIn(inner)]));
}

/** Whether a value says exactly what the keys say; items told apart by identity may stand in any order. */
export function says(value: Value, tree: KeyTree): boolean {
  if (tree.kind === 'leaf') return sameValue(value, tree.entry.value);
  const children = [...tree.children].map(([id, child]) => ({ ...stepFrom(id), child }));
  if (children.some(({ item }) => item)) {
    const items = Array.isArray(value) ? [...(value as readonly Value[])] : [];
    return (
      items.length === children.length && children.every(({ child }) => takeOne(items, (item) => says(item, child)))
    );
  }
  if (!isMapValue(value) || Object.keys(value).length !== children.length) return false;
  return children.every(({ text, child }) => {
    const inner = Object.hasOwn(value, text) ? value[text] : undefined;
    return inner !== undefined && says(inner, child);
  });
}

function takeOne(items: Value[], fits: (item: Value) => boolean): boolean {
  const index = items.findIndex(fits);
  if (index >= 0) items.splice(index, 1);
  return index >= 0;
}
