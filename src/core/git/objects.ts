import type { Sha } from '../support/sha';

export interface Signature {
  readonly name: string;
  readonly email: string;
  /** ISO 8601 with the author's offset. */
  readonly time: string;
}

export interface Commit {
  readonly sha: Sha;
  readonly tree: Sha;
  readonly parents: readonly Sha[];
  readonly author: Signature;
  readonly committer: Signature;
  /** The whole message. Remote text: never trusted, and not shown (`manifest/secrecy/commits.ts`). */
  readonly message: string;
}

/** What git keeps about an entry of a folder: 100644, 100755, 120000 (link), 160000 (submodule), 40000 (folder). */
export type Mode = '100644' | '100755' | '120000' | '160000' | '40000';

export interface TreeEntry {
  readonly name: string;
  /** The name's bytes, where they are not UTF-8. */
  readonly rawName?: Buffer;
  readonly mode: Mode;
  readonly sha: Sha;
}

/** A file of a tree; `path` from the root, `/`-separated. */
export interface FileEntry {
  readonly path: string;
  readonly mode: Mode;
  readonly sha: Sha;
}
