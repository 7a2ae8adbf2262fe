import { resolved, type MapNode, type YamlNode } from '../manifest/read/nodes';

/** What says of which image the version in a mapping is. */
const naming = ['registry', 'repository', 'name', 'newName'];

/**
 * How often the scalars of a document stand in it, by where they begin, for those that stand more than once: by an alias,
 * or by a mapping that is merged into one of another image.
 */
export function usesOfScalars(root: YamlNode): ReadonlyMap<number, number> {
  const uses = new Map<number, number>();
  const count = (node: YamlNode | null): void => {
    const scalar = node && resolved(node);
    if (scalar?.kind === 'scalar') uses.set(scalar.start, (uses.get(scalar.start) ?? 1) + 1);
  };
  const visit = (node: YamlNode | null): void => {
    if (!node) return;
    if (node.kind === 'alias') count(node);
    else if (node.kind === 'list') for (const { value } of node.items) visit(value);
    else if (node.kind === 'map') {
      for (const value of mergedInto(node)) count(value);
      for (const { value } of node.pairs) visit(value);
    }
  };
  visit(root);
  return uses;
}

/** The values that a mapping which names an image takes from others. */
function mergedInto(map: MapNode): readonly (YamlNode | null)[] {
  const own = new Set(map.pairs.map(({ key }) => nameOf(key)));
  if (!own.has('<<') || !naming.some((key) => own.has(key))) return [];
  const sources = map.pairs.flatMap(({ key, value }) => (nameOf(key) === '<<' && value ? mapsIn(value) : []));
  return sources.flatMap(({ pairs }) => pairs.flatMap(({ key, value }) => (own.has(nameOf(key)) ? [] : [value])));
}

function mapsIn(node: YamlNode): readonly MapNode[] {
  const value = resolved(node);
  if (value.kind === 'list') return value.items.flatMap((item) => mapsIn(item.value));
  return value.kind === 'map' ? [value] : [];
}

function nameOf(key: YamlNode): string | undefined {
  const name = resolved(key);
  return name.kind === 'scalar' ? name.text : undefined;
}
