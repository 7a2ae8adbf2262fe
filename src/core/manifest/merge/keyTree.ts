import type { Value } from '../objects';
import { isMapValue } from '../read/identity';
import type { Entry, KeyConflict } from './contract';
import { identityField, isPosition } from './listIdentity';
import { keyOf, partsOf, stepFrom, stepId } from './entryId';

/** Entries as a tree: what a document is to say. */
export type KeyTree = LeafTree | BranchTree;

export interface LeafTree {
  readonly kind: 'leaf';
  readonly entry: Entry;
}

export interface BranchTree {
  readonly kind: 'branch';
  /** By `stepId`. */
  readonly children: ReadonlyMap<string, KeyTree>;
}

interface Growing {
  readonly kind: 'branch';
  readonly children: Map<string, Growing | LeafTree>;
}

export interface Forest {
  /** By the document's name. */
  readonly documents: ReadonlyMap<string, KeyTree>;
  /** Places where the entries contradict each other, so that no document can say them all. */
  readonly conflicts: readonly KeyConflict[];
}

/** Grows trees from entries. An empty map or list gives way to keys below it, since all that it says is "here". */
export function growForest(entries: Iterable<Entry>): Forest {
  const documents = new Map<string, Growing | LeafTree>();
  const conflicts: KeyConflict[] = [];
  for (const entry of entries) {
    const { document, steps } = partsOf(entry.id);
    const at = insert(documents, document, steps, entry);
    if (at !== undefined) conflicts.push({ id: entry.id, document, key: keyOf(at), reason: clash });
  }
  for (const [document, tree] of documents) {
    const mixed = mixedAt(tree, []);
    if (mixed) conflicts.push({ document, key: keyOf(mixed), reason: clash });
    const half = halfItemAt(tree, []);
    if (half) conflicts.push({ document, key: keyOf(half), reason: halfItem });
  }
  return { documents, conflicts };
}

const clash = 'One side has a single value where the other has keys or list items.';

const halfItem = 'The list item would be left without what names it.';

/** @returns the steps to the place of a contradiction, if there is one */
function insert(
  documents: Map<string, Growing | LeafTree>,
  document: string,
  steps: readonly string[],
  entry: Entry,
): readonly string[] | undefined {
  let siblings = documents;
  const path = [document, ...steps];
  for (const [depth, step] of path.slice(0, -1).entries()) {
    const here = siblings.get(step);
    if (here?.kind === 'leaf' && !isEmptyCollection(here.entry.value)) return steps.slice(0, depth);
    const branch: Growing = here?.kind === 'branch' ? here : { kind: 'branch', children: new Map() };
    siblings.set(step, branch);
    siblings = branch.children;
  }
  const last = path.at(-1) ?? document;
  const here = siblings.get(last);
  if (here?.kind === 'branch') return isEmptyCollection(entry.value) ? undefined : steps;
  siblings.set(last, { kind: 'leaf', entry });
  return undefined;
}

/** A branch is a map or a list, and the items of a list taken apart by position all count to the same number. */
function mixedAt(tree: KeyTree, steps: readonly string[]): readonly string[] | undefined {
  if (tree.kind === 'leaf') return undefined;
  const children = [...tree.children.keys()].map(stepFrom);
  if (new Set(children.map(({ item }) => item)).size > 1) return steps;
  const byPosition = children.filter(({ text, item }) => item && isPosition(text));
  const isWhole = byPosition.every(({ text }) => text.endsWith(` of ${children.length}`));
  if (byPosition.length > 0 && (!isWhole || byPosition.length !== children.length)) return steps;
  for (const [step, child] of tree.children) {
    const at = mixedAt(child, [...steps, step]);
    if (at) return at;
  }
  return undefined;
}

/** An item that was to go, or to be somebody else, while something of it stays. */
function halfItemAt(tree: KeyTree, steps: readonly string[]): readonly string[] | undefined {
  if (tree.kind === 'leaf') return undefined;
  for (const [step, child] of tree.children) {
    const { text, item } = stepFrom(step);
    const here = [...steps, step];
    if (item && !isPosition(text) && !has(child, identityField(text))) return here;
    const below = halfItemAt(child, here);
    if (below) return below;
  }
  return undefined;
}

function has(tree: KeyTree | undefined, key: readonly string[]): boolean {
  const [first, ...rest] = key;
  if (first === undefined) return tree !== undefined;
  return tree?.kind === 'branch' && has(tree.children.get(stepId({ text: first, item: false })), rest);
}

export function isEmptyCollection(value: Value): boolean {
  return Array.isArray(value) ? value.length === 0 : isMapValue(value) && Object.keys(value).length === 0;
}
