import type { KindRef } from '../live';

/** What comparing has to know of one kind. Source of the rules: docs/drift.md, "What is no drift". */
export interface KindSchema extends KindRef {
  /** `bundled` knows list keys and scalars of built-in kinds only: a field that it lacks may well exist. */
  readonly origin: 'cluster' | 'file' | 'bundled';
  readonly root: SchemaNode;
}

/**
 * What is known of a value at one place. A node says nothing that it does not know: `{ open: true }` knows nothing.
 * Nodes form a graph, with cycles where a kind nests in itself; walk it along a value, never by itself.
 */
export interface SchemaNode {
  readonly type?: 'string' | 'integer' | 'number' | 'boolean' | 'object' | 'array';
  /** A scalar that the server may write differently without changing what it means. */
  readonly scalar?: 'quantity' | 'intOrString' | 'duration' | 'time';
  /** How the items of a list are told apart; lists only. */
  readonly list?: ListRule;
  readonly items?: SchemaNode;
  readonly fields?: ReadonlyMap<string, SchemaNode>;
  /** The values of a map with free keys, such as labels. */
  readonly values?: SchemaNode;
  /** What the server fills in where this is left out, as far as the document says so; nothing where it does not. */
  readonly default?: unknown;
  /** The map is owned and compared as a whole (`x-kubernetes-map-type: atomic`). */
  readonly atomic?: true;
  /** Keys beyond `fields` may exist: a free map, an unknown-preserving part, or a schema that is not complete. */
  readonly open: boolean;
}

/**
 * `map`: items are known by the values of `keys`; `defaults` holds what the server fills in for an absent key.
 * `set`: scalars, each at most once, in any order. `atomic`: one value; order counts.
 */
export type ListRule =
  | {
      readonly kind: 'map';
      readonly keys: readonly string[];
      readonly defaults: Readonly<Record<string, string | number | boolean>>;
    }
  | { readonly kind: 'set' }
  | { readonly kind: 'atomic' };

/** Schemas by kind. */
export interface Schemas {
  schema(kind: KindRef): KindSchema | undefined;
}

/** Values by path, `[]` for the items of a list: where nothing is sent (`absent`), and where a zero is sent, too (`unset`). */
export interface Defaults {
  readonly absent: Readonly<Record<string, unknown>>;
  readonly unset: Readonly<Record<string, unknown>>;
}
