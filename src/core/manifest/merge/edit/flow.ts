import { type BranchView, type ChildView, membersOf, type Place } from '../view';
import type { ContainerEdit } from './block';
import { isNothing, pairEnd } from './extent';
import { flowText, type Origin } from './fragment';
import { CannotEdit, eolOf, lineStart, type TextEdit, withEol } from './text';
import { valueIn } from './valueIn';

interface Piece {
  readonly id: string | undefined;
  readonly start: number;
  readonly end: number;
  readonly removed: boolean;
}

/** Edits a map or list in braces or brackets that keeps at least one child of its own. @throws CannotEdit */
export function editFlow(text: string, branch: BranchView, { removed, inserted }: ContainerEdit): TextEdit[] {
  const pieces = membersOf(branch).map(({ id, place }): Piece => {
    return { id, ...rangeOf(place), removed: id !== undefined && removed.has(id) };
  });
  const kept = pieces.filter((piece) => !piece.removed);
  const [first] = kept;
  if (!first) throw new CannotEdit('Nothing of the surrounding keys is left in the text.');
  const isJson = isJsonStyle(text, branch);
  const insertions = inserted.map(({ after, origin }): TextEdit => {
    const fragment = withEol(flowFragment(origin, isJson), eolOf(text));
    const before = after === undefined ? undefined : kept.find(({ id }) => id === after);
    const gap = gapBefore(text, before ?? first);
    return before
      ? { start: before.end, end: before.end, text: `,${gap}${fragment}` }
      : { start: first.start, end: first.start, text: `${fragment},${gap}` };
  });
  return [...removals(pieces), ...insertions];
}

/** What is removed takes the comma behind it along; what is removed at the end, the one before it. */
function removals(pieces: readonly Piece[]): TextEdit[] {
  const lastKept = pieces.findLastIndex(({ removed }) => !removed);
  const edits = pieces.slice(0, lastKept).flatMap((piece, index) => {
    const next = pieces[index + 1];
    return piece.removed && next ? [{ start: piece.start, end: next.start, text: '' }] : [];
  });
  const [kept, last] = [pieces[lastKept], pieces.at(-1)];
  if (kept && last && kept !== last) edits.push({ start: kept.end, end: last.end, text: '' });
  return edits;
}

function rangeOf(place: Place): { readonly start: number; readonly end: number } {
  if (place.kind === 'pair') return { start: place.pair.key.start, end: pairEnd(place.pair) };
  return { start: place.item.value.start, end: place.item.value.end };
}

/** A line break and the indentation where the piece has a line of its own, else a space. */
function gapBefore(text: string, { start }: Piece): string {
  const before = text.slice(lineStart(text, start), start);
  return before.trim() === '' ? eolOf(text) + before : ' ';
}

function flowFragment(origin: Origin, isJson: boolean): string {
  const { place, step, tree } = origin.child;
  const value = flowText(origin, valueIn(tree), isJson);
  if (place.kind === 'item') return value;
  const { key } = place.pair;
  const name = isJson ? JSON.stringify(step.text) : origin.text.slice(key.start, key.end);
  return `${name}: ${value}`;
}

/** Whether keys are in double quotes, as JSON has them. */
function isJsonStyle(text: string, { node, children }: BranchView): boolean {
  if (node.kind === 'map') return node.pairs.every(({ key }) => text[key.start] === '"');
  return [...children.values()].every(
    ({ tree }) => tree.kind === 'branch' && tree.node.flow && isJsonStyle(text, tree),
  );
}

/** Gives a key or item in braces or brackets another value. @throws CannotEdit */
export function replaceInFlow(text: string, container: BranchView, { place }: ChildView, origin: Origin): TextEdit {
  const value = withEol(flowText(origin, valueIn(origin.child.tree), isJsonStyle(text, container)), eolOf(text));
  if (place.kind === 'item') return { start: place.item.value.start, end: place.item.value.end, text: value };
  const { value: now, colon } = place.pair;
  if (colon === undefined) throw new CannotEdit('The key has no colon.');
  if (!now || isNothing(now)) return { start: colon + 1, end: colon + 1, text: ` ${value}` };
  return { start: now.start, end: now.end, text: value };
}
