import type { Sha } from '../../support/sha';
import { ForgeError } from '../errors';
import { at, type Api } from '../http/api';
import { commitFrom, mostCommits } from '../listedCommits';
import type { CommitList, Comparison, RepositoryRef } from '../types';
import { commits } from './answers';

/**
 * By the list of commits, which comes in pages and counts: `/compare` gives all that there are, each with its files.
 * Whichever of the two commits is missing, one of the questions says that it was not found.
 */
export async function compareCommits(
  api: Api,
  repository: RepositoryRef,
  from: Sha,
  to: Sha,
  signal: AbortSignal,
): Promise<Comparison> {
  const [ahead, behind] = await Promise.allSettled([
    commitsOf(api, repository, to, from, signal),
    commitsOf(api, repository, from, to, signal),
  ]);
  if (ahead.status === 'fulfilled' && behind.status === 'fulfilled')
    return { ahead: ahead.value, behind: behind.value };
  const reasons: unknown[] = [ahead, behind].flatMap((one) =>
    one.status === 'rejected' ? [one.reason as unknown] : [],
  );
  throw reasons.find((reason) => ForgeError.is(reason, 'notFound')) ?? reasons[0];
}

async function commitsOf(
  api: Api,
  repository: RepositoryRef,
  sha: Sha,
  not: Sha,
  signal: AbortSignal,
): Promise<CommitList> {
  const query = { sha, not, page: 1, limit: mostCommits, stat: 'false', verification: 'false', files: 'false' };
  const { value, answer: said } = await api.read(commits, { ...at(repository, '/commits'), query }, signal);
  const total = Number(said.headers.get('x-total-count') ?? value.length);
  return { commits: value.map(commitFrom), total: Number.isSafeInteger(total) ? total : value.length };
}
