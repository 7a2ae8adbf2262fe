import type { Commit } from '../../git/objects';
import { authorOf, subjectOf } from '../../manifest/secrecy/commits';
import type { Sha } from '../../support/sha';
import type { PlanCommit } from '../plan';

/** A commit as a plan shows it; with the pull request that brought it, where its message says so. */
export function planCommit(commit: Commit, sha: Sha): PlanCommit {
  const subject = subjectOf(commit);
  const pullRequest = pullRequestIn(subject);
  return {
    commit: sha,
    subject,
    author: authorOf(commit),
    time: commit.author.time,
    ...(pullRequest === undefined ? {} : { pullRequest }),
  };
}

/** As the forges write it: `… (#12)`, `Merge pull request #12 from …`, `Merge pull request '…' (#12) from …`. */
function pullRequestIn(subject: string): number | undefined {
  const [, merged, squashed] = /^Merge pull request (?:'.*' \()?#(\d+)|\(#(\d+)\)$/.exec(subject) ?? [];
  const number = merged ?? squashed;
  return number === undefined ? undefined : Number(number);
}
