import type { Sha } from '../../support/sha';
import { ForgeError } from '../errors';
import type { Api } from '../http/api';
import { longestLine, mostCommits } from '../listedCommits';
import type { CommitList, Comparison, RepositoryRef } from '../types';
import * as answers from './answers';
import { at } from './project';

/** How many commits each of two has that the other lacks. Source: Azure DevOps REST API, "Diffs". */
export function differenceOf(api: Api, repository: RepositoryRef, from: Sha, to: Sha, signal: AbortSignal) {
  const read = at(repository, '/diffs/commits');
  const versions = {
    baseVersion: from,
    baseVersionType: 'commit',
    targetVersion: to,
    targetVersionType: 'commit',
    $top: 1, // of files, which come with it
  };
  return api.get(answers.difference, { ...read, query: { ...read.query, ...versions } }, signal);
}

export async function compareCommits(
  api: Api,
  repository: RepositoryRef,
  from: Sha,
  to: Sha,
  signal: AbortSignal,
): Promise<Comparison> {
  const { aheadCount, behindCount } = await differenceOf(api, repository, from, to, signal);
  const [ahead, behind] = await Promise.all([
    commitsOf(api, repository, { without: from, of: to, total: aheadCount }, signal),
    commitsOf(api, repository, { without: to, of: from, total: behindCount }, signal),
  ]);
  return { ahead, behind };
}

/**
 * The history of `compareVersion` without that of `itemVersion`, as the example of "Get Commits Batch" has them. That the names
 * say little of which is which is why what comes is looked at.
 */
async function commitsOf(
  api: Api,
  repository: RepositoryRef,
  { without, of, total }: { readonly without: Sha; readonly of: Sha; readonly total: number },
  signal: AbortSignal,
): Promise<CommitList> {
  if (total === 0) return { commits: [], total };
  const read = at(repository, '/commits');
  const query = {
    ...read.query,
    'searchCriteria.itemVersion.version': without,
    'searchCriteria.itemVersion.versionType': 'commit',
    'searchCriteria.compareVersion.version': of,
    'searchCriteria.compareVersion.versionType': 'commit',
    'searchCriteria.$top': mostCommits,
  };
  const commits = await api.get(answers.commits, { ...read, query }, signal);
  if (!commits.some(({ commitId }) => commitId === of)) throw ForgeError.invalidAnswer(read.subject, read.path);
  return {
    commits: commits.map(({ commitId, comment, author }) => ({
      commit: commitId,
      subject: (comment.split('\n', 1)[0] ?? '').slice(0, longestLine),
      author: (author?.name ?? '').slice(0, longestLine),
      at: author?.date ?? '',
    })),
    total,
  };
}
