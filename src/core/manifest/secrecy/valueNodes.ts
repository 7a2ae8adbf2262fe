import type { YamlNode } from '../read/nodes';

const nowhere = { start: 0, end: 1 };
/** Far beyond any object of the API. */
const maxDepth = 200;

/**
 * A value that comes from no text (a live object, JSON within a text) as the judge reads it.
 * @throws RangeError where it nests more deeply than anything that can be printed
 */
export function nodeOf(value: unknown, depth = 0): YamlNode {
  if (depth > maxDepth) throw new RangeError('The value is nested too deeply.');
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => ({ value: nodeOf(item, depth + 1) }));
    return { kind: 'list', flow: true, items, ...nowhere };
  }
  if (typeof value === 'object' && value !== null) {
    const pairs = Object.entries(value).map(([key, inner]) => ({
      key: scalar(key, 'quoted'),
      value: nodeOf(inner, depth + 1),
      explicit: false,
    }));
    return { kind: 'map', flow: true, pairs, ...nowhere };
  }
  return typeof value === 'string' ? scalar(value, 'quoted') : scalar(String(value), 'plain');
}

function scalar(text: string, style: 'plain' | 'quoted'): YamlNode {
  return { kind: 'scalar', text, style, ...nowhere };
}
