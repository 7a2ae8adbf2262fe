import type * as z from 'zod';
import type { Sha } from '../../support/sha';
import { at, type Api } from '../http/api';
import { path } from '../http/path';
import { commitFrom, mostCommits } from '../listedCommits';
import type { CommitList, Comparison, RepositoryRef } from '../types';
import { comparison } from './answers';

/** Commits come oldest first, so the newest are on the last two pages. Source: GitHub REST, "Compare two commits". */
export async function compareCommits(
  api: Api,
  repository: RepositoryRef,
  from: Sha,
  to: Sha,
  signal: AbortSignal,
): Promise<Comparison> {
  const first = await page(api, repository, from, to, 1, signal);
  const ahead = await newest(first, (number) => page(api, repository, from, to, number, signal));
  if (first.behind_by === 0) return { ahead, behind: { commits: [], total: 0 } };
  const back = await page(api, repository, to, from, 1, signal);
  return { ahead, behind: await newest(back, (number) => page(api, repository, to, from, number, signal)) };
}

type Page = z.infer<typeof comparison>;

function page(api: Api, repository: RepositoryRef, from: Sha, to: Sha, number: number, signal: AbortSignal) {
  const query = { per_page: mostCommits, page: number };
  return api.get(comparison, { ...at(repository, path`/compare/${`${from}...${to}`}`), query }, signal);
}

async function newest(first: Page, ask: (page: number) => Promise<Page>): Promise<CommitList> {
  const total = first.ahead_by;
  const last = Math.ceil(total / mostCommits);
  const rest = await Promise.all([last - 1, last].filter((number) => number > 1).map(ask));
  const pages = last <= 2 ? [first, ...rest] : rest;
  const commits = pages.flatMap((one) => one.commits).slice(-mostCommits);
  return { commits: commits.reverse().map(commitFrom), total };
}
