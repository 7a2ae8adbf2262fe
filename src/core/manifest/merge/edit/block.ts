import { type BranchView, type ChildView, membersOf } from '../view';
import { type Extent, extentOf } from './extent';
import { blockFragment, inlineScalar, type Origin, valueFragment } from './fragment';
import { CannotEdit, eolOf, shiftLines, type TextEdit, withEol } from './text';

/** What is to happen to the children of a map or list that keeps at least one line of its own. */
export interface ContainerEdit {
  readonly removed: ReadonlySet<string>;
  /** Each behind the nearest child before it in its origin that the target keeps; undefined: before all. */
  readonly inserted: readonly { readonly after: string | undefined; readonly origin: Origin }[];
}

interface Line {
  readonly id: string | undefined;
  readonly extent: Extent;
  readonly removed: boolean;
}

/** @throws CannotEdit */
export function editBlock(text: string, branch: BranchView, { removed, inserted }: ContainerEdit): TextEdit[] {
  const lines = membersOf(branch).map(({ id, place }): Line => {
    return { id, extent: extentOf(text, place), removed: id !== undefined && removed.has(id) };
  });
  const kept = lines.filter((line) => !line.removed);
  return [...removals(text, lines), ...inserted.map(({ after, origin }) => insertion(text, kept, after, origin))];
}

function removals(text: string, lines: readonly Line[]): TextEdit[] {
  const firstKept = lines.findIndex(({ removed }) => !removed);
  const [first, lastBesideDash] = [lines[0], lines[firstKept - 1]];
  const besideDash = first?.extent.inline ? firstKept : 0;
  const edits = lines
    .slice(besideDash)
    .filter(({ removed }) => removed)
    .map(({ extent: { start, end } }) => ({ start, end, text: '' }));
  if (besideDash > 0 && first && lastBesideDash) {
    // The next key, or its comment, moves up beside the dash.
    const rest = text.slice(lastBesideDash.extent.end);
    const end = lastBesideDash.extent.end + (rest.length - rest.trimStart().length);
    edits.push({ start: first.extent.head, end, text: '' });
  }
  return edits;
}

function insertion(text: string, kept: readonly Line[], after: string | undefined, origin: Origin): TextEdit {
  const [first] = kept;
  if (!first) throw new CannotEdit('Nothing of the surrounding keys is left in the text.');
  const { column, inline, start } = first.extent;
  const eol = eolOf(text);
  const lines = withEol(' '.repeat(column) + shiftLines(blockFragment(origin), column), eol);
  const before = after === undefined ? undefined : kept.find(({ id }) => id === after);
  if (!before && !inline) return { start, end: start, text: lines + eol };
  const { end, contentEnd } = (before ?? first).extent;
  return { start: end, end, text: contentEnd === text.length ? eol + lines : lines + eol };
}

/** Gives a key or list item in a block another value. @throws CannotEdit */
export function replaceInBlock(text: string, child: ChildView, origin: Origin): TextEdit {
  const [now, then] = [inlineScalar(text, child.tree), inlineScalar(origin.text, origin.child.tree)];
  const node = child.tree.kind === 'leaf' ? child.tree.node : null;
  if (node && now && then) return { start: node.start, end: node.end, text: then };
  const { place } = child;
  const extent = extentOf(text, place);
  const head = place.kind === 'pair' ? place.pair.colon : extent.head;
  if (head === undefined) throw new CannotEdit('The key has no colon.');
  const value = withEol(valueFragment(origin, extent.column), eolOf(text));
  return { start: head + 1, end: extent.contentEnd, text: value };
}
