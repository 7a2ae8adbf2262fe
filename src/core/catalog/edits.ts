import type { Node, YAMLSeq } from 'yaml';

/** A piece of a catalog's text, and what stands in its place. */
export interface Edit {
  readonly at: number;
  readonly until: number;
  readonly insert: string;
}

export function edited(text: string, { at, until, insert }: Edit): string {
  return text.slice(0, at) + insert + text.slice(until);
}

/** One more entry of a list that has some. */
export function addedTo(text: string, list: YAMLSeq, written: string): Edit {
  const last = list.items.at(-1) as Node;
  // Right behind the last: a comma and a comment may follow it.
  if (list.flow) return { at: rangeOf(last)[1], until: rangeOf(last)[1], insert: `, ${written}` };
  // The dash of the first: in a later one that is a list itself, it could be another's.
  const margin = ' '.repeat(columnOf(text, text.lastIndexOf('-', rangeOf(list.items[0] as Node)[0])));
  return insertAfterLine(text, last, `${margin}- ${written}\n`);
}

export function insertBefore(text: string, bracket: string, node: Node, insert: string): Edit {
  const close = text.lastIndexOf(bracket, rangeOf(node)[1] - 1);
  const at = text.slice(0, close).trimEnd().length;
  return { at, until: at, insert };
}

export function insertAfterLine(text: string, node: Node, insert: string): Edit {
  const [, end] = rangeOf(node);
  const lineEnd = text[end - 1] === '\n' ? end - 1 : text.indexOf('\n', end);
  if (lineEnd < 0) return { at: text.length, until: text.length, insert: `\n${insert}` };
  return { at: lineEnd + 1, until: lineEnd + 1, insert };
}

export function rangeOf({ range }: Node): readonly [number, number] {
  return [range?.[0] ?? 0, range?.[1] ?? 0];
}

export function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}
