import * as is from '../read/quick/characters';

/** A stretch of a text. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** A document in parts, each of which is a document of its own with some of the keys of its outermost map. */
export interface CutDocument {
  readonly slices: readonly string[];
  /** Where in the document's text each begins; nothing where they are not as they stand there. */
  readonly starts?: readonly number[];
  /** What each has to be where there are several. */
  readonly shape: 'block map' | 'flow map';
}

/**
 * The documents of a text, without the lines between them.
 * @returns nothing where it has other than such lines between them, or others than usual line breaks
 */
export function documentsIn(text: string): readonly Stretch[] | undefined {
  if (text.includes('\r') || text.includes('\ufeff') || nextMark(text, '...', 0) < text.length) return undefined;
  const documents: Stretch[] = [];
  let start = 0;
  let end = nextMark(text, '---', start);
  while (end < text.length) {
    documents.push({ start, end });
    const behind = end + '---'.length;
    if (behind < text.length && text.charCodeAt(behind) !== is.newline) return undefined;
    start = Math.min(behind + 1, text.length);
    end = nextMark(text, '---', start);
  }
  return [...documents, { start, end }];
}

/** Where the next line that is such a mark begins, or the end of the text. */
function nextMark(text: string, mark: string, lineStart: number): number {
  let at = text.startsWith(mark, lineStart) ? lineStart : lineWith(text, mark, lineStart);
  while (at < text.length && !/^\s?$/.test(text.charAt(at + mark.length))) at = lineWith(text, mark, at);
  return at;
}

function lineWith(text: string, first: string, from: number): number {
  const at = text.indexOf(`\n${first}`, from);
  return at < 0 ? text.length : at + 1;
}

/**
 * Cuts a document where a line begins with a key of the outermost map, which within the ordinary form (`readQuickly`) no
 * other line does: scalars over several lines are deeper, and so is what stands in braces. Where the text is not of that
 * form, one of the parts is not, either.
 * @returns nothing where such a cut could say something else than the whole; no parts where it has no content
 */
export function cut(text: string): CutDocument | undefined {
  const starts: number[] = [];
  let isIndented = false;
  let next: number;
  for (let line = 0; line < text.length; line = next) {
    next = text.indexOf('\n', line) + 1 || text.length;
    const first = text.charCodeAt(line);
    if (first === is.hash || first === is.newline) continue;
    if (first === is.space) {
      if (starts.length > 0 || !hasContent(text.slice(line, next))) continue;
      isIndented = true;
      starts.push(0);
    } else if (first === is.dash || first === is.closeMap || first === is.closeList) {
      if (starts.length === 0) starts.push(0);
    } else {
      if (isIndented) return undefined;
      starts.push(line);
    }
  }
  return inParts(text, starts);
}

function hasContent(line: string): boolean {
  return !/^ *(?:#|\n|$)/.test(line);
}

function inParts(text: string, starts: readonly number[]): CutDocument {
  const slices = starts.map((start, index) => text.slice(start, starts[index + 1]));
  const [only] = slices;
  const members = only !== undefined && slices.length === 1 ? membersOf(only) : undefined;
  return members ? { slices: members, shape: 'flow map' } : { slices, starts, shape: 'block map' };
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
