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
  /** The whole message. The subject is its first line. Remote text: never trusted. */
  readonly message: string;
}

export function subjectOf(commit: Commit): string {
  return commit.message.split('\n', 1)[0] ?? '';
}
