import * as is from '../read/quick/characters';

/** A stretch of a text. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** A document in parts, each of which is a document of its own with some of the keys of its outermost map. */
export interface CutDocument {
  readonly slices: readonly string[];
  /** What each has to be where there are several. */
  readonly shape: 'block map' | 'flow map';
}

/** Whether documents may be cut from a text: it has the usual line breaks, and no mark that ends a document. */
export function isCuttable(text: string): boolean {
  return !text.includes('\r') && !text.includes('\ufeff') && nextMark(text, '...', 0) === text.length;
}

/** Where the document that begins there ends: at a line that is a mark, or with the text. */
export function endOfDocument(text: string, start: number): number {
  return nextMark(text, '---', start);
}

/** As `endOfDocument`, where nothing before that place is a mark. */
export function isEndOfDocument(text: string, start: number, end: number): boolean {
  if (end === text.length) return true;
  const isLine = end === start || text.charCodeAt(end - 1) === is.newline;
  return isLine && text.startsWith('---', end) && isMark(text, '---', end);
}

/** Where the document behind that mark begins; nothing where more stands on its line. */
export function behindMark(text: string, mark: number): number | undefined {
  const behind = mark + '---'.length;
  if (behind < text.length && text.charCodeAt(behind) !== is.newline) return undefined;
  return Math.min(behind + 1, text.length);
}

/** Where the next line that is such a mark begins, or the end of the text. */
function nextMark(text: string, mark: string, lineStart: number): number {
  let at = text.startsWith(mark, lineStart) ? lineStart : lineWith(text, mark, lineStart);
  while (at < text.length && !isMark(text, mark, at)) at = lineWith(text, mark, at);
  return at;
}

function isMark(text: string, mark: string, at: number): boolean {
  return /^\s?$/.test(text.charAt(at + mark.length));
}

function lineWith(text: string, first: string, from: number): number {
  const at = text.indexOf(`\n${first}`, from);
  return at < 0 ? text.length : at + 1;
}

/**
 * Cuts a document where a line begins with a key of the outermost map (`beginsPart`), which within the ordinary form
 * (`readQuickly`) no other line does: scalars over several lines are deeper, and so is what stands in braces. Where the text is
 * not of that form, one of the parts is not, either.
 * @returns nothing where such a cut could say something else than the whole; no parts where it has no content
 */
export function cut(text: string): CutDocument | undefined {
  const start = startOfContent(text);
  const slices: string[] = [];
  let end: number;
  for (let from = start; from < text.length; from = end) {
    end = endOfPart(text, from);
    slices.push(text.slice(from, end));
  }
  if (slices.length > 1 && text.charCodeAt(start) === is.space) return undefined;
  const [only] = slices;
  const members = only !== undefined && slices.length === 1 ? membersOf(only) : undefined;
  return members ? { slices: members, shape: 'flow map' } : { slices, shape: 'block map' };
}

/** Where the first line begins that has more than a comment, or the end of the text. */
export function startOfContent(text: string): number {
  let line = 0;
  while (line < text.length && !hasContent(text, line)) line = endOfLine(text, line);
  return line;
}

/** Where the next part begins, or the end of the text. @param start of a part, which is that of a line */
export function endOfPart(text: string, start: number): number {
  let line = endOfLine(text, start);
  while (line < text.length && !beginsPart(text, line)) line = endOfLine(text, line);
  return line;
}

/** Whether that line begins with a key of the outermost map. */
export function beginsPart(text: string, line: number): boolean {
  const first = text.charCodeAt(line);
  if (first === is.hash || first === is.newline || first === is.space) return false;
  return first !== is.dash && first !== is.closeMap && first !== is.closeList;
}

function endOfLine(text: string, from: number): number {
  return text.indexOf('\n', from) + 1 || text.length;
}

function hasContent(text: string, line: number): boolean {
  let at = line;
  while (text.charCodeAt(at) === is.space) at += 1;
  const first = text.charCodeAt(at);
  return at < text.length && first !== is.hash && first !== is.newline;
}

/** JSON with one key a line, each of its outermost keys as a map of its own. */
function membersOf(text: string): readonly string[] | undefined {
  const [, indent, body = ''] = /^\{\n( +)("[^]*)\n\}\n?$/.exec(text) ?? [];
  if (indent === undefined) return undefined;
  const members = body.split(`\n${indent}"`).map((member, index) => (index === 0 ? member : `"${member}`));
  if (!members.slice(0, -1).every((member) => member.endsWith(','))) return undefined;
  return members.map((member, index) => `{\n${index < members.length - 1 ? member.slice(0, -1) : member}\n}\n`);
}

/** What `cut` took apart. */
export function joined(slices: readonly string[], shape: CutDocument['shape']): string {
  if (shape === 'block map') return slices.join('');
  return `{\n${slices.map((slice) => slice.slice('{\n'.length, -'\n}\n'.length)).join(',\n')}\n}\n`;
}
