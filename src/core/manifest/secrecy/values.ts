import { resolved, type ScalarNode, type YamlNode } from '../read/nodes';
import { hiddenIn } from './judge';
import { looksLikeValue } from './shapes';
import { asShown, mask, type ShownValue } from './shown';
import { nodeOf } from './valueNodes';

/** An object of which single values are shown. */
export interface ShownObject {
  /**
   * The value at a path (keys, and indexes of lists), its secret parts as `***`; nothing where all of it is secret, or
   * where it is not there.
   */
  at(path: readonly (string | number)[]): ShownValue | undefined;
}

/** Judges an object as a whole: what a value is depends on what stands around it. Nothing is judged before it is asked. */
export function shownObject(value: unknown): ShownObject {
  let judged: { readonly root: YamlNode; readonly hidden: ReadonlySet<ScalarNode> } | undefined;
  return {
    at: (path) => {
      if (judged === undefined) {
        const root = nodeOf(value);
        judged = { root, hidden: hiddenIn(root) };
      }
      const found = descend(value, judged.root, path);
      return found && shownPart(found.value, found.node, judged.hidden);
    },
  };
}

/** Whether a value, by itself and by the name of its key, has a part that must not be shown. */
export function holdsSecrets(key: string, value: unknown): boolean {
  return hiddenIn(nodeOf({ [key]: value })).size > 0;
}

function descend(
  value: unknown,
  node: YamlNode,
  [step, ...rest]: readonly (string | number)[],
): { readonly value: unknown; readonly node: YamlNode } | undefined {
  if (step === undefined) return value === undefined ? undefined : { value, node };
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
  const inner = (value as Readonly<Record<string | number, unknown>>)[step];
  const child = childAt(node, String(step), Number(step));
  return child && descend(inner, child, rest);
}

function childAt(node: YamlNode, key: string, index: number): YamlNode | undefined {
  if (node.kind === 'list') return node.items[index]?.value;
  if (node.kind !== 'map') return undefined;
  return node.pairs.find((pair) => pair.key.kind === 'scalar' && pair.key.text === key)?.value ?? undefined;
}

function shownPart(value: unknown, node: YamlNode, hidden: ReadonlySet<ScalarNode>): ShownValue | undefined {
  if (isAllHidden(node, hidden)) return undefined;
  return asShown(withMasks(value, node, hidden));
}

/** A collection without a scalar holds nothing that could be hidden. */
function isAllHidden(node: YamlNode, hidden: ReadonlySet<ScalarNode>): boolean {
  if (node.kind === 'scalar') return hidden.has(node);
  const children = childrenOf(node);
  return children.length > 0 && children.every((child) => isAllHidden(child, hidden));
}

/** Whether any part of what a node says is hidden. */
export function holdsHidden(used: YamlNode | null, hidden: ReadonlySet<ScalarNode>): boolean {
  const node = used && resolved(used);
  if (!node || hidden.size === 0) return false;
  return node.kind === 'scalar' ? hidden.has(node) : childrenOf(node).some((child) => holdsHidden(child, hidden));
}

function childrenOf(node: YamlNode): readonly YamlNode[] {
  if (node.kind === 'list') return node.items.map((item) => item.value);
  if (node.kind === 'map') return node.pairs.flatMap((pair) => pair.value ?? []);
  return [];
}

function withMasks(value: unknown, node: YamlNode, hidden: ReadonlySet<ScalarNode>): unknown {
  if (node.kind === 'scalar') return hidden.has(node) ? mask : value;
  if (Array.isArray(value)) return value.map((item, index) => withMasks(item, childOf(node, index), hidden));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner], index) => [
      shownName(key),
      withMasks(inner, childOf(node, index), hidden),
    ]),
  );
}

function childOf(node: YamlNode, index: number): YamlNode {
  return childrenOf(node)[index] ?? node;
}

/** The name of a key, unless it looks like a value itself. */
export function shownName(name: string): string {
  return looksLikeValue(name) ? mask : name;
}
