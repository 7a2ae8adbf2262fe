import type { LineCounter } from 'yaml';
import type { Path, Span } from '../objects';
import { fieldsOf } from './fields';
import { type ListNode, type MapNode, resolved, type YamlNode } from './nodes';
import type { Reader } from './scalar';

interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * The place of a path below `root`: its key, or for a list item the first line's field of it. Behind an alias or a `<<`
 * it is the line that uses it, since an anchor may serve many. For a path that is not there, its nearest ancestor.
 * @see go-yaml and sigs.k8s.io/yaml
 */
export function locateIn(root: YamlNode, whole: Range, path: Path, reader: Reader): Range {
  let found = whole;
  let node: YamlNode | null = root;
  for (const step of path) {
    if (!node || node.kind === 'alias' || node.kind === 'scalar') return found;
    const next: Step | undefined = node.kind === 'map' ? inMap(node, step, reader) : inList(node, step);
    if (!next) return found;
    found = next.at;
    if (next.shared) return found;
    node = next.value;
  }
  return found;
}

interface Step {
  readonly at: Range;
  readonly value: YamlNode | null;
  /** The value is written elsewhere: everything below stands, for this use, on this line. */
  readonly shared: boolean;
}

function inMap(map: MapNode, step: string | number, reader: Reader): Step | undefined {
  const field = fieldsOf(map, reader).get(String(step));
  return field && { at: rangeOf(field.pair.key), value: field.value, shared: field.merged };
}

function inList(list: ListNode, step: string | number): Step | undefined {
  const value = list.items[Number(step)]?.value;
  return value && { at: firstLineOf(value), value, shared: value.kind === 'alias' };
}

/** A map in a list is marked at its first field, the one beside the dash. */
function firstLineOf(node: YamlNode): Range {
  const first = node.kind === 'map' && !node.flow ? node.pairs[0] : undefined;
  if (!first) return rangeOf(node);
  const value = first.value && resolved(first.value).kind === 'scalar' ? first.value : first.key;
  return { start: first.key.start, end: Math.max(value.end, first.key.end) };
}

function rangeOf({ start, end }: YamlNode): Range {
  return { start, end };
}

export function spanOf({ start, end }: Range, lines: LineCounter): Span {
  return { start, end, line: Math.max(lines.linePos(start).line, 1) };
}
