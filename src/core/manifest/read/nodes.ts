/** A YAML document with positions: offsets into the file in UTF-16 units. Aliases are resolved, nothing is expanded. */
export type YamlNode = ScalarNode | MapNode | ListNode | AliasNode;

interface Placed {
  /** First character of the value, behind its anchor and tag. */
  readonly start: number;
  /** Behind the last character of the value, before any comment. A block scalar ends behind its last line break. */
  readonly end: number;
  readonly tag?: string;
  readonly anchor?: string;
}

export interface ScalarNode extends Placed {
  readonly kind: 'scalar';
  readonly text: string;
  readonly style: 'plain' | 'quoted' | 'block';
}

export interface MapNode extends Placed {
  readonly kind: 'map';
  readonly flow: boolean;
  readonly pairs: readonly PairNode[];
}

export interface PairNode {
  readonly key: YamlNode;
  /** Null where the file has nothing, not even a colon. */
  readonly value: YamlNode | null;
  /** Offset of the `:`; absent in `{a, b}`. */
  readonly colon?: number;
  /** Written with `? `. */
  readonly explicit: boolean;
}

export interface ListNode extends Placed {
  readonly kind: 'list';
  readonly flow: boolean;
  readonly items: readonly ItemNode[];
}

export interface ItemNode {
  readonly value: YamlNode;
  /** Offset of the `-`; absent in a flow list. */
  readonly dash?: number;
}

export interface AliasNode extends Placed {
  readonly kind: 'alias';
  readonly target: Exclude<YamlNode, AliasNode>;
}

/** The node itself, or what an alias stands for. */
export function resolved(node: YamlNode): Exclude<YamlNode, AliasNode> {
  return node.kind === 'alias' ? node.target : node;
}
