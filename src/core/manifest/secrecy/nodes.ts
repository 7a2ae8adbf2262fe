import { type ListNode, type MapNode, resolved, type ScalarNode, type YamlNode } from '../read/nodes';

/** Its value's keys count as the map's own. Quoted, too: not every reader tells that from a plain one. */
export const mergeKey = '<<';

/** A key that a map has, with what stands at it. */
export interface Written {
  /** In lower case: Go reads keys without regard to it, and so does whoever deploys. */
  readonly key: string;
  readonly name: string;
  readonly node: YamlNode | null;
}

/** Every key that is written, also one that another replaces: no reading of the file may show a secret. */
export function writtenIn(map: MapNode): readonly Written[] {
  const seen = new Set<MapNode>();
  const found: Written[] = [];
  const collect = (from: YamlNode | null): void => {
    const node = from && resolved(from);
    if (node?.kind === 'list') for (const { value } of node.items) collect(value);
    if (node?.kind !== 'map' || seen.has(node)) return;
    seen.add(node);
    for (const { key, value } of node.pairs) {
      const written = resolved(key);
      if (written.kind !== 'scalar') continue;
      if (written.text === mergeKey) {
        collect(value);
        continue;
      }
      const name = textOf(written);
      found.push({ key: keyOf(name), name, node: value });
    }
  };
  collect(map);
  return found;
}

export function keyOf(name: string): string {
  return name.trim().toLowerCase();
}

export function textOf(node: ScalarNode): string {
  return node.tag === 'tag:yaml.org,2002:binary' ? Buffer.from(node.text, 'base64').toString('utf8') : node.text;
}

/** The texts of the scalars at a key, however it is written. */
export function textsAt(fields: readonly Written[], key: string): readonly string[] {
  return fields.flatMap((field) => {
    const node = field.key === key && field.node ? resolved(field.node) : undefined;
    return node?.kind === 'scalar' ? [textOf(node).trim()] : [];
  });
}

export function nodesAt(fields: readonly Written[], key: string): readonly Anchored[] {
  return fields.flatMap((field) => (field.key === key && field.node ? [resolved(field.node)] : []));
}

export type Anchored = ScalarNode | MapNode | ListNode;

export function itemsOf(list: ListNode): readonly Anchored[] {
  return list.items.map(({ value }) => resolved(value));
}
