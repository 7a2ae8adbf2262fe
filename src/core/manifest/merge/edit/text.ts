/** A change of a text: what stands from `start` to `end` becomes `text`. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The text cannot be edited with certainty. The reason goes to the person, who has to decide. */
export class CannotEdit extends Error {}

/**
 * Applies edits that were all made for the same text. Insertions at one place keep their order, and come before what is
 * deleted there.
 * @throws CannotEdit where edits overlap
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const isInsertion = ({ start, end }: TextEdit) => (start === end ? 0 : 1);
  const sorted = edits.toSorted((a, b) => a.start - b.start || isInsertion(a) - isInsertion(b));
  const parts: string[] = [];
  let done = 0;
  for (const { start, end, text: replacement } of sorted) {
    if (start < done) throw new CannotEdit('Changes of neighbouring keys get into each other’s way.');
    parts.push(text.slice(done, start), replacement);
    done = end;
  }
  return parts.join('') + text.slice(done);
}

export function lineStart(text: string, offset: number): number {
  return offset <= 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

/** The end of the line's content: before its line break. */
export function lineEnd(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset);
  if (newline < 0) return text.length;
  return text[newline - 1] === '\r' ? newline - 1 : newline;
}

/** The beginning of the next line, or the text's end. */
export function nextLine(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset);
  return newline < 0 ? text.length : newline + 1;
}

/** Columns from 0. */
export function columnOf(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}

export function eolOf(text: string): '\n' | '\r\n' {
  return /\r\n/.test(text) ? '\r\n' : '\n';
}

/**
 * Moves lines sideways, the first one excepted when `from` says where in its line it began. Lines that are empty stay
 * empty; a line with less before it than is to go loses what it has.
 */
export function shiftLines(block: string, byColumns: number): string {
  return block
    .split('\n')
    .map((line, index) => (index === 0 ? line : shiftLine(line, byColumns)))
    .join('\n');
}

function shiftLine(line: string, byColumns: number): string {
  if (line.trim() === '' && line.length <= Math.abs(byColumns)) return line;
  if (byColumns >= 0) return ' '.repeat(byColumns) + line;
  const indent = line.length - line.trimStart().length;
  return line.slice(Math.min(indent, -byColumns));
}

/** The same lines with the line breaks of another file. */
export function withEol(block: string, eol: '\n' | '\r\n'): string {
  const plain = block.replaceAll('\r\n', '\n');
  return eol === '\n' ? plain : plain.replaceAll('\n', '\r\n');
}
