import type { Value } from '../../objects';
import { resolved, type YamlNode } from '../../read/nodes';
import type { ChildView, KeyView } from '../view';
import { extentOf, isNothing, pairEnd } from './extent';
import { lineStart, shiftLines } from './text';

/** Where a fragment is taken from: a child of a container in some file's text. */
export interface Origin {
  readonly text: string;
  readonly child: ChildView;
  /** Its container is written with braces or brackets. */
  readonly flow: boolean;
}

/** The child's own lines with its comments, as a block at column 0, without a line break at the end. */
export function blockFragment(origin: Origin): string {
  const { text, child, flow } = origin;
  if (flow) return flowChildAsBlock(origin);
  const { head, column, start, contentEnd } = extentOf(text, child.place);
  const comment = text.slice(start, head).split('\n').slice(0, -1);
  const own = shiftLines(text.slice(head, contentEnd), -column);
  return [...comment.map((line) => line.trimStart()), own].join('\n');
}

function flowChildAsBlock({ text, child: { place } }: Origin): string {
  const [from, to] =
    place.kind === 'pair'
      ? [place.pair.key.start, pairEnd(place.pair)]
      : [place.item.value.start, place.item.value.end];
  const lineIndent = /^ */.exec(text.slice(lineStart(text, from)))?.[0].length ?? 0;
  const own = shiftLines(text.slice(from, to), -lineIndent);
  if (place.kind === 'item') return `- ${own}`;
  return place.pair.colon === undefined ? `${own}:` : spacedColon(own, place.pair.colon - from);
}

/** JSON may do without a space behind the colon, a block may not. */
function spacedColon(pair: string, colon: number): string {
  return /\s/.test(pair[colon + 1] ?? ' ') ? pair : `${pair.slice(0, colon + 1)} ${pair.slice(colon + 1)}`;
}

/** What stands behind the key's colon (or the dash), to the end of its lines, for a key at `column`. */
export function valueFragment({ text, child, flow }: Origin, column: number): string {
  const { place } = child;
  if (flow) {
    const value = place.kind === 'pair' ? place.pair.value : place.item.value;
    if (!value || isNothing(value)) return '';
    const lineIndent = /^ */.exec(text.slice(lineStart(text, value.start)))?.[0].length ?? 0;
    return ` ${shiftLines(text.slice(value.start, value.end), column - lineIndent)}`;
  }
  const extent = extentOf(text, place);
  const from = place.kind === 'pair' ? (place.pair.colon ?? place.pair.key.end - 1) + 1 : extent.head + 1;
  return shiftLines(text.slice(from, extent.contentEnd), column - extent.column);
}

/** The text of a scalar on one line, without what belongs to its line; undefined for anything else. */
export function inlineScalar(text: string, tree: KeyView): string | undefined {
  if (tree.kind !== 'leaf' || !tree.node || tree.node.kind !== 'scalar') return undefined;
  const { start, end, style, tag } = tree.node;
  const own = text.slice(start, end);
  return style === 'block' || tag !== undefined || own.includes('\n') ? undefined : own;
}

/** A value in the form that braces and brackets take. */
export function flowText(origin: Origin, value: Value, isJson: boolean): string {
  const { place, tree } = origin.child;
  const written = place.kind === 'pair' ? place.pair.value : place.item.value;
  const node = written && resolved(written);
  if (!node || isNothing(node)) return 'null';
  if (isJson) return jsonText(value);
  const own = origin.text.slice(node.start, node.end);
  if (written.kind !== 'alias' && isFlow(node) && origin.flow) return own;
  const scalar = inlineScalar(origin.text, tree);
  const isSafe = scalar !== undefined && (/^["']/.test(scalar) || !/[,[\]{}#]|: |:$/.test(scalar));
  return isSafe ? scalar : jsonText(value);
}

function isFlow(node: YamlNode): boolean {
  return node.kind === 'map' || node.kind === 'list' ? node.flow : true;
}

/** JSON on one line, integers exact. */
export function jsonText(value: Value): string {
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return `[${(value as readonly Value[]).map(jsonText).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, inner]) => `${JSON.stringify(key)}: ${jsonText(inner)}`)
    .join(', ')}}`;
}
