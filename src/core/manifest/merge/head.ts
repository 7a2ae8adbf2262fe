import type { Value, ValueMap } from '../objects';
import type { Field } from '../read/fields';
import type { YamlNode } from '../read/nodes';
import { valueOf } from '../read/value';

/** What `kindOf` and `nameTexts` ask a document for. */
const asked: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata', 'items', 'name', 'id', 'key']);
const askedOfMetadata: ReadonlySet<string> = new Set(['name', 'namespace']);

/** Of the outermost keys of a part, what may tell which object its document is, or what it goes by. */
export function headOf(fields: ReadonlyMap<string, Field>): ValueMap | undefined {
  let head: Record<string, Value> | undefined;
  for (const { key, value } of fields.values()) if (asked.has(key)) (head ??= {})[key] = valueAt(key, value);
  return head;
}

/** No more of a value than is asked for: it is kept as long as the part is. */
function valueAt(key: string, node: YamlNode | null): Value {
  if (node?.kind === 'list') return [];
  if (node?.kind !== 'map') return valueOf(node, 'kubectl');
  if (key !== 'metadata') return {};
  const { pairs, ...map } = node;
  return valueOf({ ...map, pairs: pairs.filter((pair) => isAsked(pair.key)) }, 'kubectl');
}

function isAsked(key: YamlNode): boolean {
  return key.kind === 'scalar' && askedOfMetadata.has(key.text);
}
