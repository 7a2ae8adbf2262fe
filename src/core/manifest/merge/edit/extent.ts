import type { ItemNode, PairNode, YamlNode } from '../../read/nodes';
import type { Place } from '../view';
import { CannotEdit, columnOf, lineEnd, lineStart, nextLine } from './text';

/** Where a key or list item of a block stands, with all that belongs to it. */
export interface Extent {
  /** Of the key, or of the item's dash. */
  readonly head: number;
  readonly column: number;
  /** The first line of its own leading comment, or else of itself. */
  readonly start: number;
  /** Behind its last line's content, comments included, before the line break. */
  readonly contentEnd: number;
  /** Where the following line begins. */
  readonly end: number;
  /** Stands behind a dash on the same line, so that its line is not its own. */
  readonly inline: boolean;
}

/**
 * The lines of a child of a block map or list: its leading comment (the comment lines right above, at its own column),
 * itself, the comment behind it on the line, and deeper comments right below.
 * @throws CannotEdit for keys in a form that is not edited (`? key`, anchors on keys, `- - a`)
 */
export function extentOf(text: string, place: Place): Extent {
  const head = place.kind === 'pair' ? keyStart(place.pair) : dashOf(place.item);
  const column = columnOf(text, head);
  const before = text.slice(lineStart(text, head), head);
  const inline = before.trim() !== '';
  if (inline && (place.kind === 'item' || !/^[\s-]*$/.test(before))) {
    throw new CannotEdit('The key stands on one line with others in a form that is not edited.');
  }
  const value = place.kind === 'pair' ? pairEnd(place.pair) : valueEnd(place.item.value, head + 1);
  const last = value > head && text[value - 1] === '\n' ? value - 1 : value;
  const contentEnd = withDeeperComments(text, lineEnd(text, last), column);
  return {
    head,
    column,
    start: inline ? head : leadingComment(text, lineStart(text, head), column),
    contentEnd,
    end: nextLine(text, contentEnd),
    inline,
  };
}

function keyStart({ key, explicit }: PairNode): number {
  if (explicit || key.anchor !== undefined || key.tag !== undefined) {
    throw new CannotEdit('The key is written in a form that is not edited.');
  }
  return key.start;
}

function dashOf({ dash }: ItemNode): number {
  if (dash === undefined) throw new CannotEdit('The list item is written in a form that is not edited.');
  return dash;
}

/** Behind the value of a pair, or behind its colon where it has none. */
export function pairEnd({ key, value, colon }: PairNode): number {
  return valueEnd(value, colon === undefined ? key.end : colon + 1);
}

function valueEnd(value: YamlNode | null, otherwise: number): number {
  if (!value || isNothing(value)) return otherwise;
  if (value.kind === 'map' && !value.flow) {
    const last = value.pairs.at(-1);
    return last ? pairEnd(last) : value.end;
  }
  if (value.kind === 'list' && !value.flow) {
    const last = value.items.at(-1);
    return last ? valueEnd(last.value, (last.dash ?? value.start) + 1) : value.end;
  }
  return value.end;
}

/** A value that takes no room in the text. Its offset says little: it may lie behind a comment. */
export function isNothing(node: YamlNode): boolean {
  return node.kind === 'scalar' && node.style === 'plain' && node.text === '' && node.anchor === undefined;
}

/** A comment at the head of a document speaks of the whole of it, and belongs to no key. */
function leadingComment(text: string, from: number, column: number): number {
  let start = from;
  while (start > 0) {
    const above = lineStart(text, start - 1);
    const line = text.slice(above, start);
    if (line.startsWith('---')) return from;
    const indent = line.length - line.trimStart().length;
    if (!line.trimStart().startsWith('#') || indent !== column) return start;
    start = above;
  }
  return from;
}

function withDeeperComments(text: string, from: number, column: number): number {
  let end = from;
  for (;;) {
    const below = nextLine(text, end);
    const line = text.slice(below, lineEnd(text, below));
    const indent = line.length - line.trimStart().length;
    if (below >= text.length || indent <= column || line[indent] !== '#') return end;
    end = lineEnd(text, below);
  }
}
