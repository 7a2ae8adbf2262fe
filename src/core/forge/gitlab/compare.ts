import type { Sha } from '../../support/sha';
import type { Api } from '../http/api';
import * as z from 'zod';
import { longestLine, mostCommits } from '../listedCommits';
import type { CommitList, Comparison, ListedCommit, RepositoryRef } from '../types';
import * as answers from './answers';
import { at, paged, part } from './project';

/**
 * By the list of commits of a range: `/compare` gives all files as well. A commit that is not there makes an empty list, so both
 * are asked for first.
 */
export async function compareCommits(
  api: Api,
  repository: RepositoryRef,
  from: Sha,
  to: Sha,
  signal: AbortSignal,
): Promise<Comparison> {
  const isThere = (commit: Sha) => api.get(z.unknown(), at(repository, `/repository/commits/${part(commit)}`), signal);
  await Promise.all([isThere(from), isThere(to)]);
  const [ahead, behind] = await Promise.all([
    commitsOf(api, repository, `${from}..${to}`, signal),
    commitsOf(api, repository, `${to}..${from}`, signal),
  ]);
  return { ahead, behind };
}

/** The list is not counted: all of it is read. */
async function commitsOf(api: Api, repository: RepositoryRef, range: string, signal: AbortSignal): Promise<CommitList> {
  const all = { ...at(repository, '/repository/commits'), query: { ref_name: range }, ...paged };
  const commits = await api.pages(answers.commits, (page) => page, all, signal);
  return { commits: commits.slice(0, mostCommits).map(commitFrom), total: commits.length };
}

function commitFrom(answer: z.infer<typeof answers.commits>[number]): ListedCommit {
  return {
    commit: answer.id,
    subject: (answer.message.split('\n', 1)[0] || answer.title).slice(0, longestLine),
    author: answer.author_name.slice(0, longestLine),
    at: answer.authored_date || answer.created_at,
  };
}
