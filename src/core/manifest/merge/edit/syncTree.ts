import { stepId } from '../entryId';
import type { BranchTree, KeyTree } from '../keyTree';
import { type BranchView, type ChildView, isShared, type KeyView, membersOf } from '../view';
import { editBlock, replaceInBlock } from './block';
import { editFlow, replaceInFlow } from './flow';
import type { Origin } from './fragment';
import type { TextEdit } from './text';
import { says, valueIn } from './valueIn';

/** The target's text and the one from which new keys and values are taken. */
export interface Texts {
  readonly target: string;
  readonly origin: string;
}

/**
 * The edits that make a container of the target say what it should. Keys that the origin does not give are left to
 * whoever gives them; whether the result is right is for the caller to check.
 *
 * @param tree the same container in the origin, if it has it
 * @returns undefined where nothing of the container would be left, so that its value has to be replaced as a whole
 * @throws CannotEdit
 */
export function syncBranch(
  texts: Texts,
  target: BranchView,
  wanted: BranchTree,
  tree: KeyView | undefined,
): readonly TextEdit[] | undefined {
  const from = tree?.kind === 'branch' ? tree : undefined;
  const removed = new Set<string>();
  const edits: TextEdit[] = [];
  const overridden = new Set<string>();
  for (const [id, child] of target.children) {
    const want = wanted.children.get(id);
    const source = from?.children.get(id);
    if (!want) {
      if (!child.merged) removed.add(id);
    } else if (!says(valueIn(child.tree), want)) {
      // What comes by a `<<` follows its anchor, or gets a key of its own.
      if (child.merged) {
        if (source && !source.merged) overridden.add(id);
      } else if (source?.merged) removed.add(id);
      else edits.push(...syncChild(texts, target, child, want, source, from));
    }
  }
  if (!membersOf(target).some(({ id }) => id === undefined || !removed.has(id))) return undefined;
  const isNew = ({ step }: ChildView): boolean => {
    const id = stepId(step);
    return wanted.children.has(id) && (!target.children.has(id) || overridden.has(id));
  };
  const own = new Set(membersOf(target).map(({ id }) => id));
  const inserted = insertions(texts, from, isNew, (id) => own.has(id) && !removed.has(id));
  const container = { removed, inserted };
  edits.push(...(target.node.flow ? editFlow : editBlock)(texts.target, target, container));
  return edits;
}

function insertions(
  { origin: text }: Texts,
  from: BranchView | undefined,
  isNew: (child: ChildView) => boolean,
  isKeptInTarget: (id: string) => boolean,
): { after: string | undefined; origin: Origin }[] {
  const inserted: { after: string | undefined; origin: Origin }[] = [];
  let after: string | undefined;
  for (const { id } of from ? membersOf(from) : []) {
    const child = id === undefined ? undefined : from?.children.get(id);
    if (id !== undefined && isKeptInTarget(id)) after = id;
    else if (from && child && isNew(child)) inserted.push({ after, origin: { text, child, flow: from.node.flow } });
  }
  return inserted;
}

function syncChild(
  texts: Texts,
  container: BranchView,
  child: ChildView,
  want: KeyTree,
  source: ChildView | undefined,
  from: BranchView | undefined,
): readonly TextEdit[] {
  if (child.tree.kind === 'branch' && want.kind === 'branch' && isSameForm(child.tree, want) && !isShared(child)) {
    const edits = syncBranch(texts, child.tree, want, source?.tree);
    if (edits) return edits;
  }
  // An alias on both sides: the value follows the anchor, where the anchor follows the source.
  if (source && isShared(child) && isShared(source) && child.tree.kind === 'branch') return [];
  if (!source || !from) return [];
  const origin = { text: texts.origin, child: source, flow: from.node.flow };
  return [
    container.node.flow
      ? replaceInFlow(texts.target, container, child, origin)
      : replaceInBlock(texts.target, child, origin),
  ];
}

/** Both a map, or both a list of items told apart in the same way. */
function isSameForm(view: BranchView, { children }: BranchTree): boolean {
  const [id] = children.keys();
  return id !== undefined && (view.node.kind === 'list') === id.startsWith('[');
}
