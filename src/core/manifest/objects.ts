/** A value as Kubernetes reads it: integers beyond 2^53 are bigint, no dates, no functions. */
export type Value = null | boolean | number | bigint | string | readonly Value[] | { readonly [key: string]: Value };

export type ValueMap = { readonly [key: string]: Value };

/** What an object is, whatever file or order it stands in. `namespace` is absent where the file names none. */
export interface ObjectIdentity {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

/** A span in a file: offsets in UTF-16 units as the editor counts them, and a line from 1 for people. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly line: number;
}

/** Keys from the root to a value: a map key as text, a list item by its index in the file. */
export type Path = readonly (string | number)[];

/** An object as written in a file. */
export interface ManifestObject {
  readonly identity: ObjectIdentity;
  readonly value: ValueMap;
  readonly file: string;
  /** The whole document (or list item). */
  readonly span: Span;
  /** Where the key (or the list item) of a path stands; for a path the file lacks, its nearest existing ancestor. */
  locate(path: Path): Span;
}

export type ProblemCode =
  | 'syntax'
  /** A template that has not been rendered: nothing of the file is read. */
  | 'templated'
  | 'tooLarge'
  /** The last one counts for kubectl; kustomize refuses the file. */
  | 'duplicateKey'
  /** The same object twice among files that are applied together. */
  | 'duplicateObject'
  /** A key, merge, alias or number that Kubernetes cannot take. */
  | 'unsupported'
  /** Looks like an object and lacks its apiVersion, kind or name. */
  | 'identity';

/** What could not be read, or is doubtful, with its place; lines and columns count from 1. */
export interface ManifestProblem {
  readonly code: ProblemCode;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export interface ManifestFile {
  readonly file: string;
  readonly objects: readonly ManifestObject[];
  readonly problems: readonly ManifestProblem[];
}
