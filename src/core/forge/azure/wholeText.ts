import pLimit from 'p-limit';
import { systemClock, type Clock } from '../../support/clock';
import type { Api } from '../http/api';
import { KeptAnswers } from '../http/keptAnswers';
import { nameOf } from '../repositoryName';
import type { RepositoryRef } from '../types';
import * as answers from './answers';
import type { AzurePullRequest, ListedPullRequest } from './answers';
import { at } from './project';

/**
 * A list has the first four hundred symbols of a description. Whether those are letters or bytes it does not say: by bytes none
 * that was cut is taken for whole. Source: Azure DevOps REST API, "Get Pull Requests".
 */
const mayBeCutBytes = 400;
/** A description that somebody changes beyond its beginning looks the same in a list. */
const maxAgeMs = 10 * 60_000;
const mostKept = 2_000;
const atATime = 4;

/** What the pull requests of a list say as a whole: where it may have been cut, each is asked for by its number, and kept a while. */
export class WholeTexts {
  private readonly kept: KeptAnswers<string>;
  private readonly limit = pLimit(atATime);

  constructor(api: Api, clock: Clock = systemClock) {
    this.kept = new KeptAnswers(api, clock, maxAgeMs, mostKept);
  }

  async of(
    api: Api,
    repository: RepositoryRef,
    listed: readonly ListedPullRequest[],
    signal: AbortSignal,
  ): Promise<readonly AzurePullRequest[]> {
    return Promise.all(
      listed.map(async (one) => ({ ...one, description: await this.textOf(api, repository, one, signal) })),
    );
  }

  /** What it says now, as it was just told. */
  learn(
    repository: RepositoryRef,
    { pullRequestId: number, description }: AzurePullRequest,
    signal: AbortSignal,
  ): Promise<void> {
    return this.kept.keep(keyOf(repository, number), description, signal);
  }

  private async textOf(
    api: Api,
    repository: RepositoryRef,
    { pullRequestId: number, beginning }: ListedPullRequest,
    signal: AbortSignal,
  ): Promise<string> {
    if (Buffer.byteLength(beginning) < mayBeCutBytes) return beginning;
    const held = await this.kept.get(keyOf(repository, number), signal);
    if (held?.value.startsWith(beginning) === true) return held.value;
    const where = at(repository, `/pullrequests/${number}`);
    const read = async () => (await this.limit(() => api.get(answers.pullRequest, where, signal))).description;
    return (await this.kept.anew(keyOf(repository, number), read, signal)).value;
  }
}

function keyOf(repository: RepositoryRef, number: number): string {
  return `${nameOf(repository).toLowerCase()} ${number}`;
}
