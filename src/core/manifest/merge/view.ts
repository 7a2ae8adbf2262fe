import type { Value } from '../objects';
import { UnreadableDocument } from '../read/compose';
import { fieldsOf, isMerge } from '../read/fields';
import { isMapValue } from '../read/identity';
import { type ItemNode, type ListNode, type MapNode, type PairNode, resolved, type YamlNode } from '../read/nodes';
import { BrokenDocument, type RootDocument, rootsOf } from '../read/roots';
import { isTemplated } from '../read/templated';
import { valueOf } from '../read/value';
import type { MergeRules, Unparsable } from './contract';
import { type DocumentName, namable, nameDocuments } from './documentNames';
import { itemKeys } from './listIdentity';
import { keyPatterns, type KeyState } from './ownedKeys';
import { type Step, stepId } from './entryId';

/** A file as a tree of keys that knows where each of them is written. Editing works on it; `flatten` walks it. */
export interface FileView {
  readonly kind: 'view';
  readonly text: string;
  readonly documents: readonly DocumentView[];
}

export interface DocumentView extends DocumentName {
  readonly root: KeyView;
  /** From its `---` (or the file's beginning) to the next document's. */
  readonly start: number;
  readonly end: number;
}

export type KeyView = BranchView | LeafView;

export interface LeafView {
  readonly kind: 'leaf';
  readonly value: Value;
  readonly node: YamlNode | null;
  /** A pattern of owned keys names it or something above it. */
  readonly owned: boolean;
}

export interface BranchView {
  readonly kind: 'branch';
  readonly node: MapNode | ListNode;
  /** By `stepId`, in the order of the text. */
  readonly children: ReadonlyMap<string, ChildView>;
}

export interface ChildView {
  readonly step: Step;
  readonly tree: KeyView;
  readonly place: Place;
  /** Comes by a `<<`: the place is that pair, and no line of the key's own. */
  readonly merged: boolean;
}

export type Place =
  { readonly kind: 'pair'; readonly pair: PairNode } | { readonly kind: 'item'; readonly item: ItemNode };

/** Whether what stands below the child is written elsewhere. */
export function isShared({ merged, place }: ChildView): boolean {
  return merged || (place.kind === 'pair' ? place.pair.value : place.item.value)?.kind === 'alias';
}

/** What stands for a `<<` among the `stepId`s of a container's members. */
const mergeMember = '<<';

/** All that stands in a container's text, in its order; without `id` a key that comes again further down. */
export interface Member {
  readonly id?: string;
  readonly place: Place;
}

export function membersOf({ node, children }: BranchView): readonly Member[] {
  const ids = new Map<PairNode | ItemNode, string>();
  for (const [id, { place, merged }] of children)
    if (!merged) ids.set(place.kind === 'pair' ? place.pair : place.item, id);
  const member = (written: PairNode | ItemNode, place: Place): Member => {
    const id = place.kind === 'pair' && isMerge(place.pair) ? mergeMember : ids.get(written);
    return id === undefined ? { place } : { id, place };
  };
  if (node.kind === 'map') return node.pairs.map((pair) => member(pair, { kind: 'pair', pair }));
  return node.items.map((item) => member(item, { kind: 'item', item }));
}

/** Reads a file for merging. A document without content is none. */
export function viewOf(text: string, rules: MergeRules): FileView | Unparsable {
  const roots = rootsOf(text);
  if ('refused' in roots) return { kind: 'unparsable', reason: roots.refused };
  try {
    const bare = roots.documents.flatMap((document) => documentView(document, rules));
    const names = nameDocuments(
      bare.map(({ value }) => namable(value)),
      rules,
    );
    if ('kind' in names) return names;
    const documents = names.flatMap((name, index) => {
      const view = bare[index]?.view;
      return view ? [{ ...name, ...view }] : [];
    });
    return { kind: 'view', text, documents };
  } catch (error) {
    const isRefusal = [Unmergeable, BrokenDocument, UnreadableDocument, RangeError].some((one) => error instanceof one);
    if (isRefusal && error instanceof Error) return { kind: 'unparsable', reason: error.message };
    throw error;
  }
}

class Unmergeable extends Error {}

/** A document before it has a name, which depends on the others. */
interface Bare {
  readonly view: Omit<DocumentView, keyof DocumentName>;
  readonly value: Value;
}

function documentView({ start, end, root }: RootDocument, rules: MergeRules): readonly Bare[] {
  const node = root();
  if (!node || (node.kind === 'scalar' && node.style === 'plain' && node.text === '')) return [];
  if (isTemplated(node)) throw new Unmergeable('The file is a template that has not been rendered.');
  const value = valueOf(node, 'kubectl', (code, _, message) => {
    if (code === 'unsupported') throw new Unmergeable(message);
  });
  const tree = keyView(node, value, '', keyPatterns(rules.ownedKeys));
  return [{ view: { root: tree, start, end }, value }];
}

/** @param key its last step; `at`: which patterns of owned keys lead on from it */
export function keyView(used: YamlNode | null, value: Value, key: string, at: KeyState): KeyView {
  const node = used && resolved(used);
  const leaf: LeafView = { kind: 'leaf', value, node: used, owned: at.matched };
  if (node?.kind === 'map' && isMapValue(value)) {
    const children = [...fieldsOf(node, 'kubectl')].map(([text, field]): [string, ChildView] => {
      const step = { text, item: false };
      const tree = keyView(field.value, value[text] ?? null, text, at.after(text));
      return [stepId(step), { step, tree, place: { kind: 'pair', pair: field.pair }, merged: field.merged }];
    });
    return children.length === 0 ? leaf : { kind: 'branch', node, children: new Map(children) };
  }
  if (node?.kind === 'list' && Array.isArray(value)) {
    const values = value as readonly Value[];
    const texts = itemKeys(values, key, at);
    if (!texts) return leaf;
    const children = node.items.map((item, index): [string, ChildView] => {
      const step = { text: texts[index] ?? '', item: true };
      const tree = keyView(item.value, values[index] ?? null, step.text, at.after(step.text));
      return [stepId(step), { step, tree, place: { kind: 'item', item }, merged: false }];
    });
    return { kind: 'branch', node, children: new Map(children) };
  }
  return leaf;
}
