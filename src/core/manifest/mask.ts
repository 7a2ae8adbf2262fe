import type { Document } from 'yaml';
import { applyEdits, lineEnd, lineStart, type TextEdit } from './merge/edit/text';
import { compose, UnreadableDocument } from './read/compose';
import { parseDocuments } from './read/documents';
import { type MapNode, resolved, type ScalarNode, type YamlNode } from './read/nodes';
import { isSecretPath } from './secrets';

const mask = '***';
const hidden = '# This part names a Secret and cannot be read, so it is not shown.\n';

/**
 * The text with every value of a Secret as `***`, whatever its length, for whatever is shown or stored. Keys and all
 * other text stay; comments beside the values go, since old values live on in them. A document that names a Secret and
 * cannot be read is left out as a whole.
 */
export function maskSecrets(text: string): string {
  // A backslash may spell the word in escapes.
  if (!/secret|\\/i.test(text)) return text;
  const { documents, refused } = parseDocuments(text);
  if (refused !== undefined) return hidden;
  return applyEdits(
    text,
    documents.flatMap((document) => maskDocument(text, document)),
  );
}

function maskDocument(text: string, document: Document.Parsed): readonly TextEdit[] {
  const [start, , end] = document.range;
  if (document.errors.length > 0) return namesSecret(text.slice(start, end)) ? [hide(text, start, end)] : [];
  try {
    const scalars = [...secretScalars(compose(document))];
    return [...scalars.map((scalar) => maskScalar(text, scalar)), ...commentsAmong(text, scalars)];
  } catch (error) {
    if (error instanceof UnreadableDocument || error instanceof RangeError) return [hide(text, start, end)];
    throw error;
  }
}

function namesSecret(text: string): boolean {
  return /\bSecret\b|secretGenerator|\\/.test(text);
}

function hide(text: string, start: number, end: number): TextEdit {
  const mark = /^---[^\n]*\n/.exec(text.slice(start, end))?.[0] ?? '';
  return { start, end, text: mark + hidden };
}

function maskScalar(text: string, { start, end, style }: ScalarNode): TextEdit {
  const endsLine = style === 'block' && text[end - 1] === '\n';
  return { start, end: endsLine ? end - 1 : end, text: mask };
}

/** All scalars that hold secret values: in Secrets at the root, in lists, or inside of other objects. */
function secretScalars(root: YamlNode | null): ReadonlySet<ScalarNode> {
  const found = new Set<ScalarNode>();
  const collect = (used: YamlNode | null): void => {
    const node = used && resolved(used);
    if (node?.kind === 'scalar' && node.end > node.start) found.add(node);
    for (const inner of valuesOf(node)) collect(inner);
  };
  const search = (node: YamlNode | null): void => {
    for (const inner of valuesOf(node)) search(inner);
    if (node?.kind === 'map') for (const secret of secretValues(node)) collect(secret);
  };
  search(root);
  return found;
}

function valuesOf(node: YamlNode | null): readonly (YamlNode | null)[] {
  if (node?.kind === 'list') return node.items.map(({ value }) => value);
  return node?.kind === 'map' ? node.pairs.map(({ value }) => value) : [];
}

/** Of a map that may be a Secret, or a part of one: the values at its secret keys. */
function secretValues(map: MapNode): readonly (YamlNode | null)[] {
  const kind = textAt(map, 'kind');
  const identity = kind === undefined ? undefined : { apiVersion: textAt(map, 'apiVersion') ?? '', kind };
  return fieldsIn(map).flatMap(([key, value]) => {
    if (key !== 'metadata') return isSecretPath(identity, [key]) ? [value] : [];
    const annotations = fieldsIn(value).flatMap(([inner, under]) => (inner === 'annotations' ? fieldsIn(under) : []));
    return annotations
      .filter(([name]) => isSecretPath(identity, ['metadata', 'annotations', name]))
      .map(([, annotation]) => annotation);
  });
}

/** Every key that is written, also one that another replaces: no reading of the file may show a secret. */
function fieldsIn(used: YamlNode | null): readonly (readonly [string, YamlNode | null])[] {
  const node = used && resolved(used);
  if (node?.kind === 'list') return node.items.flatMap(({ value }) => fieldsIn(value));
  if (node?.kind !== 'map') return [];
  return node.pairs.flatMap(({ key, value }) => {
    const name = resolved(key);
    if (name.kind !== 'scalar') return [];
    return name.text === '<<' ? fieldsIn(value) : [[name.text, value] as const];
  });
}

function textAt(map: MapNode, wanted: string): string | undefined {
  const value = fieldsIn(map).findLast(([key]) => key === wanted)?.[1];
  const node = value && resolved(value);
  return node?.kind === 'scalar' ? node.text : undefined;
}

/** The comments beside secret values, and on the lines right above and below them. */
function commentsAmong(text: string, scalars: readonly ScalarNode[]): readonly TextEdit[] {
  const comments = new Map<number, TextEdit>();
  for (const { start, end } of scalars) {
    const from = whileComments(text, lineStart(text, start), 'up');
    const to = whileComments(text, lineEnd(text, text[end - 1] === '\n' ? end - 1 : end), 'down');
    for (const match of text.slice(from, to).matchAll(/(?<=^|[ \t])#[^\r\n]*/gm)) {
      const at = from + match.index;
      const isMasked = scalars.some((scalar) => at >= scalar.start && at < scalar.end);
      if (!isMasked) comments.set(at, { start: at, end: at + match[0].length, text: '#' });
    }
  }
  return [...comments.values()];
}

/** Goes on over lines that are comments or blank. */
function whileComments(text: string, from: number, direction: 'up' | 'down'): number {
  let at = from;
  for (;;) {
    const next = direction === 'up' ? lineStart(text, at - 1) : lineEnd(text, text.indexOf('\n', at) + 1);
    const line = direction === 'up' ? text.slice(next, at) : text.slice(text.indexOf('\n', at), next);
    const isEdge = direction === 'up' ? at === 0 : !text.includes('\n', at);
    if (isEdge || !/^\s*(#.*)?\s*$/.test(line)) return at;
    at = next;
  }
}
