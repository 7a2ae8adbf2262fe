import type { ObjectIdentity, Value } from '../objects';

/**
 * The key-level view of a YAML file, and edits on it. The way through it: `flatten` each side, decide per key
 * (`mergeKeys`, or by the caller's own rule, where the base may be put together key by key), then `applyChanges` on the
 * target's text.
 */

/** Map keys as text; a list item by its identity: `name=web`, `containerPort=80,protocol=TCP`. */
export type KeyPath = readonly string[];

/** Names one key of one document of a file: the same text on all sides for the same thing. Opaque. */
export type EntryId = string;

/** What belongs to the environment and does not travel: the catalog's `content.environmentOwned.keys`. */
export interface MergeRules {
  readonly ownedKeys: readonly string[];
}

/**
 * A leaf: a scalar, an empty map, or a list that is one value (its items have no identity).
 * The set of all leaves of a file says everything that the file says, except order.
 */
export interface Entry {
  readonly id: EntryId;
  /**
   * The document's name within its file: `apps/Deployment/web`. Where it is no Kubernetes object: `#1`, of several
   * `#name=web`, or `#1 of 2` where nothing names them.
   */
  readonly document: string;
  /** From the document's root. Empty where the whole document is one value. */
  readonly key: KeyPath;
  readonly value: Value;
  /** Belongs to the environment: matched by `MergeRules.ownedKeys`. */
  readonly owned: boolean;
  /** The value is a Secret's: it may be compared, and never shown, logged or stored. */
  readonly secret: boolean;
  /** The file that it was read from: where a change takes the text and its comments. */
  readonly origin: FlatFile;
}

export type Entries = ReadonlyMap<EntryId, Entry>;

export interface FlatDocument {
  /** As `Entry.document`. The namespace is part of it only where the file could not be told apart without. */
  readonly id: string;
  /** Absent for a document that is no Kubernetes object (`values.yaml`, `kustomization.yaml`). */
  readonly identity?: ObjectIdentity;
  readonly naming: Naming;
}

/** Among which documents of a file one is told apart, and by what. */
export interface Naming {
  /** Objects of one kind and name, or all that are no objects. */
  readonly group: string;
  /** `alone`: there is no other. `of 3`: by its position among them, which says nothing about what it is. */
  readonly by: 'alone' | 'namespace' | 'name' | `of ${number}`;
}

export interface FlatFile {
  readonly kind: 'flat';
  readonly text: string;
  readonly documents: readonly FlatDocument[];
  /** Of all documents, in the order of the file. */
  readonly entries: Entries;
}

/** The text is no YAML that can be merged by key (broken, templated, twice the same object): merge it by lines. */
export interface Unparsable {
  readonly kind: 'unparsable';
  readonly reason: string;
}

/** What is to become of one key of the target. */
export type Change =
  /** Becomes the entry's value, in the words (and with the comments) of the file that the entry comes from. */
  | { readonly kind: 'set'; readonly entry: Entry }
  /** Goes away. Only `id` of the entry counts. */
  | { readonly kind: 'remove'; readonly entry: Entry };

export interface KeyConflict {
  readonly id?: EntryId;
  readonly document?: string;
  readonly key?: KeyPath;
  readonly reason: string;
}

export interface KeyDifference {
  readonly id: EntryId;
  readonly document: string;
  readonly key: KeyPath;
  readonly change: 'added' | 'removed' | 'changed';
  readonly before?: Entry;
  readonly after?: Entry;
}

/** What to do to the target, key by key. With conflicts, `changes` holds what is undisputed. */
export interface MergedKeys {
  readonly changes: readonly Change[];
  readonly conflicts: readonly KeyConflict[];
}

/** `text: null`: nothing is left, the file goes away. */
export type Edited =
  | { readonly kind: 'edited'; readonly text: string | null }
  | { readonly kind: 'refused'; readonly conflicts: readonly KeyConflict[] };

export type Merged =
  | { readonly kind: 'merged'; readonly text: string | null }
  | { readonly kind: 'conflict'; readonly conflicts: readonly KeyConflict[] }
  /** One of the sides cannot be merged by key: the caller merges lines. */
  | { readonly kind: 'unparsable'; readonly reason: string };

/** The three sides of one file; null where that side has no such file. */
export interface Sides<T> {
  readonly base: T;
  readonly target: T;
  readonly source: T;
}
