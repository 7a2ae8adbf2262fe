import { type CST, type Document, isAlias, isMap, isSeq, type ParsedNode, type Scalar } from 'yaml';
import type { AliasNode, ItemNode, PairNode, YamlNode } from './nodes';

/** A document that the library accepts and nobody can read: an alias of nothing or of its own surroundings. */
export class UnreadableDocument extends Error {
  constructor(
    readonly offset: number,
    reason: string,
  ) {
    super(reason);
  }
}

type Anchored = Exclude<YamlNode, AliasNode>;

/**
 * The library's tree as ours. Goes in the order of the text, because an anchor may be set again and an alias means the
 * last one before it.
 * @throws UnreadableDocument
 */
export function compose(document: Document.Parsed): YamlNode | null {
  const finished = new Map<string, Anchored>();
  const open = new Set<string>();

  const placed = (node: ParsedNode) => ({
    start: node.range[0],
    end: node.range[1],
    ...(node.tag ? { tag: node.tag } : {}),
    ...(!isAlias(node) && node.anchor ? { anchor: node.anchor } : {}),
  });

  const visit = (node: ParsedNode): YamlNode => {
    if (isAlias(node)) {
      const target = finished.get(node.source);
      if (target && !open.has(node.source)) return { kind: 'alias', target, ...placed(node) };
      const reason = open.has(node.source)
        ? `The anchor “${node.source}” contains itself.`
        : `There is no anchor “${node.source}” before this alias.`;
      throw new UnreadableDocument(node.range[0], reason);
    }
    if (!node.anchor) return content(node);
    open.add(node.anchor);
    const composed = content(node);
    open.delete(node.anchor);
    finished.set(node.anchor, composed);
    return composed;
  };

  const content = (node: Exclude<ParsedNode, { source: string; resolve: unknown }>): Anchored => {
    if (isMap(node)) {
      const pairs = node.items.map((pair): PairNode => {
        const token = pair.srcToken;
        const colon = token?.sep?.find(({ type }) => type === 'map-value-ind')?.offset;
        return {
          key: visit(pair.key),
          value: pair.value ? visit(pair.value) : null,
          explicit: token ? isExplicit(token) : false,
          ...(colon === undefined ? {} : { colon }),
        };
      });
      return { kind: 'map', flow: node.flow === true, pairs, ...placed(node) };
    }
    if (isSeq(node)) {
      const tokens = node.srcToken?.items ?? [];
      const items = node.items.map((item, index): ItemNode => {
        const dash = tokens[index]?.start.find(({ type }) => type === 'seq-item-ind')?.offset;
        return { value: visit(item), ...(dash === undefined ? {} : { dash }) };
      });
      return { kind: 'list', flow: node.flow === true, items, ...placed(node) };
    }
    return { kind: 'scalar', text: node.source, style: styleOf(node), ...placed(node) };
  };

  return document.contents ? visit(document.contents) : null;
}

function styleOf({ type }: Scalar): 'plain' | 'quoted' | 'block' {
  if (type === 'QUOTE_DOUBLE' || type === 'QUOTE_SINGLE') return 'quoted';
  return type === 'BLOCK_LITERAL' || type === 'BLOCK_FOLDED' ? 'block' : 'plain';
}

function isExplicit(token: CST.CollectionItem): boolean {
  return token.start.some(({ type }) => type === 'explicit-key-ind');
}
