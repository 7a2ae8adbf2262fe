/** A document in parts, each of which is a document of its own with some of the keys of its outermost map. */
export interface CutDocument {
  readonly slices: readonly string[];
  /** Where in the text each begins; nothing where they are not as they stand there. */
  readonly starts?: readonly number[];
  /** What each has to be where there are several. */
  readonly shape: 'block map' | 'flow map';
}

/**
 * Cuts where a line begins with a key of the outermost map, which within the ordinary form (`readQuickly`) no other line
 * does: scalars over several lines are deeper, and so is what stands in braces. Where the text is not of that form, one of
 * the parts is not, either.
 * @returns nothing where such a cut could say something else than the whole
 */
export function cut(text: string): readonly CutDocument[] | undefined {
  if (text.includes('\r') || text.includes('\ufeff')) return undefined;
  const documents: CutDocument[] = [];
  let [slices, starts]: [string[], number[]] = [[], []];
  let start = 0;
  let content: 'none' | 'indented' | 'outermost' = 'none';
  const finish = (end: number) => {
    if (content !== 'none') {
      slices.push(text.slice(start, end));
      starts.push(start);
    }
    [start, content] = [end, 'none'];
  };
  const finishDocument = (end: number) => {
    finish(end);
    documents.push(inParts(slices, starts));
    [slices, starts] = [[], []];
  };
  for (let line = 0; line < text.length;) {
    const next = text.indexOf('\n', line) + 1 || text.length;
    const first = text.charAt(line);
    if (isMarker(text, line)) {
      if (!/^---\n?$/.test(text.slice(line, next))) return undefined;
      finishDocument(line);
      start = next;
    } else if (first === ' ') {
      if (content === 'none' && hasContent(text.slice(line, next))) content = 'indented';
    } else if (first === '-' || first === '}' || first === ']') {
      if (content === 'none') content = 'outermost';
    } else if (first !== '#' && first !== '\n') {
      if (content === 'indented') return undefined;
      finish(line);
      content = 'outermost';
    }
    line = next;
  }
  finishDocument(text.length);
  return documents;
}

function isMarker(text: string, line: number): boolean {
  const isMark = text.startsWith('---', line) || text.startsWith('...', line);
  return isMark && /^\s?$/.test(text.charAt(line + 3));
}

function hasContent(line: string): boolean {
  return !/^ *(?:#|\n|$)/.test(line);
}

function inParts(slices: readonly string[], starts: readonly number[]): CutDocument {
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
