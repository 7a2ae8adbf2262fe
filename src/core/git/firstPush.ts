import type { Sha } from '../support/sha';
import type { Remote } from './environment';
import { GitError } from './errors';
import { branchRef, isSha } from './names';
import { pushRefs } from './pushRefs';
import { listRemote } from './remote';
import type { Repository } from './repository';

const timeoutMs = 120_000;

/** Every ref that a remote shows, by its name: branches, tags, whatever it calls its own, and HEAD where it leads to a commit. */
export async function allRefs(remote: Remote, signal?: AbortSignal): Promise<ReadonlyMap<string, Sha>> {
  const stdout = await listRemote(remote, [], [], signal);
  return new Map(
    stdout.split('\n').flatMap((line): [string, Sha][] => {
      const [sha = '', ref = ''] = line.split('\t');
      return isSha(sha) && ref !== '' && !ref.endsWith('^{}') ? [[ref, sha]] : [];
    }),
  );
}

/**
 * Gives a repository its first branches. It is the one push of ours to branches that do not bear our prefix, and it goes to
 * a repository without any ref alone: that is asked before, and each branch has the lease that it does not exist, all of
 * them at once or none (`--atomic`). Whose repository it is, the caller has to know (docs/setup.md, "What is pushed").
 *
 * @throws GitError `git/notEmpty` where the remote has any ref; `git/leaseRejected` where one of the branches came into
 *   being meanwhile; `git/badName`, `git/refused`
 */
export async function pushFirstBranches(
  repository: Repository,
  remote: Remote,
  branches: ReadonlyMap<string, Sha>,
  signal?: AbortSignal,
): Promise<void> {
  const updates = [...branches].map(([branch, commit]) => ({ ref: branchRef(branch), commit, expected: null }));
  if (updates.length === 0) return;
  if ((await allRefs(remote, signal)).size > 0) throw GitError.notEmpty(remote.where);
  await pushRefs(repository, remote, updates, { atomic: true, timeoutMs }, signal);
}
