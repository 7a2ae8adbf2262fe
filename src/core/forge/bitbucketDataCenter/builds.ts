import * as z from 'zod';
import type { Sha } from '../../support/sha';
import { ForgeError } from '../errors';
import type { Api } from '../http/api';
import { path } from '../http/path';
import { statusText } from '../http/statusBody';
import { namesakes } from '../namesakes';
import type { Check, ChecksRequest, NewStatus, RepositoryRef } from '../types';
import { at } from './address';
import * as answers from './answers';
import type { DataCenterBuild } from './answers';
import { checkFrom } from './convert';
import { allOf } from './pages';

const states: Readonly<Record<NewStatus['state'], string>> = {
  pending: 'INPROGRESS',
  success: 'SUCCESSFUL',
  failure: 'FAILED',
  error: 'FAILED',
};

/** Of the builds of a commit so many are listed, and no more. Source: its REST API, "Get build statuses for commit". */
const mostListed = 100;
/** How many commits are counted by one question. */
const counted = 100;
/** Source: its REST API, "Store a build status". */
const longestUrl = 450;
const longestKey = 255;

/** What was built of commits. All of it is the commit's, in whichever repository it was built. */
export class Builds {
  constructor(
    private readonly api: Api,
    private readonly host: string,
  ) {}

  /** @throws ForgeError `notFound`, `forbidden` of a commit that the repository does not have, or does not show */
  async one(repository: RepositoryRef, commit: Sha, signal: AbortSignal): Promise<readonly Check[]> {
    await this.demandCommit(repository, commit, signal);
    return this.listed(commit, signal);
  }

  /** Which of them have builds at all is told of many at once. */
  many(requests: readonly ChecksRequest[], signal: AbortSignal): readonly Promise<readonly Check[]>[] {
    const batches = Array.from({ length: Math.ceil(requests.length / counted) }, (_, index) =>
      requests.slice(index * counted, (index + 1) * counted).map(({ commit }) => commit),
    ).map((batch) => (batch.length < 2 ? undefined : this.countsOf(batch, signal)));
    return requests.map(async ({ commit }, index) => {
      const counts = await batches[Math.floor(index / counted)];
      return counts && sumOf(counts[commit]) === 0 ? [] : this.listed(commit, signal);
    });
  }

  /** A status is taken of any commit, also of one that is not there: that is asked first. An address is demanded. */
  async post(repository: RepositoryRef, commit: Sha, status: NewStatus, page: string, signal: AbortSignal) {
    await this.demandCommit(repository, commit, signal);
    const { context, state, description, url = page } = status;
    if (context.length > longestKey) throw ForgeError.badName(context);
    const address = url.length > longestUrl ? page : url;
    const said = { state: states[state], description: statusText(description), url: address };
    const body = { key: context, parent: context, name: context, ...said };
    const where = at(repository, path`/commits/${commit}/builds`);
    await this.api.write(z.unknown(), { ...where, method: 'POST', body }, signal);
  }

  private async demandCommit(repository: RepositoryRef, commit: Sha, signal: AbortSignal): Promise<void> {
    await this.api.get(answers.commit, at(repository, path`/commits/${commit}`), signal);
  }

  private async listed(commit: Sha, signal: AbortSignal): Promise<readonly Check[]> {
    const where = { path: path`/build-status/latest/commits/${commit}`, subject: commit, query: { limit: mostListed } };
    const builds = (await allOf(this.api, answers.build, where, signal)).toSorted(goodLast);
    const untold = builds.length < mostListed ? 0 : (await this.countOf(commit, signal)) - builds.length;
    const more = untold > 0 ? [furtherBuilds(untold)] : [];
    return [...namesakes(builds.map(checkFrom)), ...more];
  }

  private async countOf(commit: Sha, signal: AbortSignal): Promise<number> {
    const where = { path: path`/build-status/latest/commits/stats/${commit}`, subject: commit };
    return sumOf(await this.api.get(answers.counts, where, signal));
  }

  /** Nothing where they cannot be counted: each is listed then. */
  private async countsOf(commits: readonly Sha[], signal: AbortSignal) {
    const where = { path: '/build-status/latest/commits/stats', subject: this.host };
    const question = { ...where, method: 'POST', intent: 'read', body: [...new Set(commits)] } as const;
    try {
      return await this.api.write(answers.countsByCommit, question, signal);
    } catch (error) {
      if (error instanceof ForgeError) return undefined;
      throw error;
    }
  }
}

function sumOf(counts: Readonly<Record<string, number>> | undefined): number {
  return Object.values(counts ?? {}).reduce((sum, one) => sum + one, 0);
}

/** Of builds of the same plan the first has its name: one that is not good. */
function goodLast(one: DataCenterBuild, other: DataCenterBuild): number {
  return Number(one.state === 'SUCCESSFUL') - Number(other.state === 'SUCCESSFUL');
}

function furtherBuilds(count: number): Check {
  const description = `Bitbucket lists ${mostListed} builds of a commit, and not ${count} more.`;
  return { context: 'further builds', state: 'UNKNOWN', description, updatedAt: '' };
}
