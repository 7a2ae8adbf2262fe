/** A block of Markdown that swallows all that follows: where it starts, by what, and what ends it. */
export interface OpenBlock {
  readonly index: number;
  readonly start: string;
  /** A line that ends it, put after the text. */
  readonly end: string;
}

// Within lists and quotes, too. An info string of backticks holds none: that would be code within a line.
const fence = /^((?:[ \t]|>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t]))*)(`{3,}(?=[^`]*$)|~{3,}(?!~))([^]*)$/;

/**
 * The code fence or comment that a text leaves open, if any.
 * @see https://spec.commonmark.org/0.31.2/#fenced-code-blocks
 */
export function openBlock(text: string): OpenBlock | undefined {
  let open: OpenBlock | undefined;
  let index = 0;
  for (const line of text.split('\n')) {
    open = afterLine(open, line.replace(/\r$/, ''), index);
    index += line.length + 1;
  }
  return open;
}

function afterLine(open: OpenBlock | undefined, line: string, index: number): OpenBlock | undefined {
  const [, before = '', run = '', after = ''] = fence.exec(line) ?? [];
  if (open && open.start !== comment.start) {
    const isEnd = run !== '' && after.trim() === '' && run.startsWith(open.start);
    return isEnd ? undefined : open;
  }
  if (!open && run !== '') {
    return { index: index + before.length, start: run, end: `${before.replace(/[^\s>]/g, ' ')}${run}` };
  }
  return afterComments(open, open ? line : withoutCode(line), index);
}

const comment = { start: '<!--', end: '-->' };

/** The line with blanks for what stands between two runs of as many backticks. */
function withoutCode(line: string): string {
  const runs = [...line.matchAll(/`+/g)].map(({ 0: { length }, index }) => ({
    start: index,
    end: index + length,
    length,
  }));
  const next = new Map<number, number>();
  const closing = runs.map(() => -1);
  for (let at = runs.length - 1; at >= 0; at -= 1) {
    const { length = 0 } = runs[at] ?? {};
    closing[at] = next.get(length) ?? -1;
    next.set(length, at);
  }
  const parts: string[] = [];
  let shown = 0;
  for (let at = 0; at < runs.length; at += 1) {
    const run = runs[at];
    const end = runs[closing[at] ?? -1];
    if (!run || !end) continue;
    parts.push(line.slice(shown, run.start), ' '.repeat(end.end - run.start));
    shown = end.end;
    at = closing[at] ?? at;
  }
  return parts.join('') + line.slice(shown);
}

/** Comments begin and end within lines, too. */
function afterComments(open: OpenBlock | undefined, line: string, index: number): OpenBlock | undefined {
  let last = open;
  for (let at = 0; ;) {
    if (last) {
      const end = line.indexOf(comment.end, at);
      if (end < 0) return last;
      at = end + comment.end.length;
    }
    const start = line.slice(at).search(/(?<!\\)<!--/);
    if (start < 0) return undefined;
    last = { ...comment, index: index + at + start };
    at += start + 2; // `<!-->` is a whole one
  }
}

/** The text with all that it opens ended. */
export function withBlocksEnded(text: string): string {
  const open = openBlock(text);
  return open ? `${text.replace(/(?<!\n)\n+$/, '')}\n${open.end}` : text;
}
