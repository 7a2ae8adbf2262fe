import type { Value } from '../objects';
import type { YamlNode } from '../read/nodes';
import type { KeyView } from './view';

export interface Leaf {
  /** `stepId`s from the tree's root. */
  readonly steps: readonly string[];
  readonly value: Value;
  readonly node: YamlNode | null;
  readonly owned: boolean;
}

/** What the keys of a file come to, each written out from the root: what lies deep or below long names is many times its file. */
export const maxKeyLetters = 40_000_000;

/** All leaves of a tree, in the order of the text. */
export function leavesOf(tree: KeyView): readonly Leaf[] {
  return [...eachLeaf(tree, [])];
}

export function* eachLeaf(tree: KeyView, steps: readonly string[]): Generator<Leaf> {
  if (tree.kind === 'leaf') yield { steps, value: tree.value, node: tree.node, owned: tree.owned };
  else for (const [id, child] of tree.children) yield* eachLeaf(child.tree, [...steps, id]);
}
