import type { Sha } from '../support/sha';
import type { Remote } from './environment';
import { GitError } from './errors';
import { isSha } from './names';
import { reaching } from './reach';
import type { Repository } from './repository';

/** One ref to be set, and what it must hold for that; `null`: it must not exist. */
export interface RefUpdate {
  readonly ref: string;
  readonly commit: Sha;
  readonly expected: Sha | null;
}

/**
 * How git is told to push, for the two that may: `push` (refs of ours) and `pushFirstBranches` (a repository without any). Which
 * refs, they answer for; each has a lease.
 * @param options `atomic`: all of them or none
 * @throws GitError `git/badName`, `git/leaseRejected`, `git/refused`
 */
export async function pushRefs(
  repository: Repository,
  remote: Remote,
  updates: readonly RefUpdate[],
  { atomic = false, timeoutMs }: { readonly atomic?: boolean; readonly timeoutMs: number },
  signal: AbortSignal | undefined,
): Promise<void> {
  for (const { commit } of updates) if (!isSha(commit)) throw GitError.badName(commit);
  await reaching(remote, signal, ({ url, ...reach }) =>
    repository.run({
      args: [
        'push',
        '--porcelain',
        '--no-verify',
        '--no-follow-tags',
        '--recurse-submodules=no',
        ...(atomic ? ['--atomic'] : []),
        ...updates.map(({ ref, expected }) => `--force-with-lease=${ref}:${expected ?? ''}`),
        '--end-of-options',
        url,
        ...updates.map(({ ref, commit }) => `${commit}:${ref}`),
      ],
      where: remote.where,
      timeoutMs,
      signal,
      ...reach,
    }),
  );
}
