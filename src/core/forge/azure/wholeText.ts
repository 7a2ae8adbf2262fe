import pLimit from 'p-limit';
import { systemClock, type Clock, type Instant } from '../../support/clock';
import { Lru } from '../../support/lru';
import type { Api } from '../http/api';
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

interface Kept {
  readonly description: string;
  readonly at: Instant;
}

/** What the pull requests of a list say as a whole: where it may have been cut, each is asked for by its number, and kept a while. */
export class WholeTexts {
  private readonly kept = new Lru<string, Kept>(mostKept);
  private readonly limit = pLimit(atATime);

  constructor(private readonly clock: Clock = systemClock) {}

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
  learn(repository: RepositoryRef, { pullRequestId: number, description }: AzurePullRequest): void {
    this.kept.set(keyOf(repository, number), { description, at: this.clock.now() });
  }

  private async textOf(
    api: Api,
    repository: RepositoryRef,
    { pullRequestId: number, beginning }: ListedPullRequest,
    signal: AbortSignal,
  ): Promise<string> {
    if (Buffer.byteLength(beginning) < mayBeCutBytes) return beginning;
    const held = this.kept.get(keyOf(repository, number));
    const isSame = held && this.clock.now() - held.at <= maxAgeMs && held.description.startsWith(beginning);
    if (isSame) return held.description;
    const where = at(repository, `/pullrequests/${number}`);
    const found = await this.limit(() => api.get(answers.pullRequest, where, signal));
    this.learn(repository, found);
    return found.description;
  }
}

function keyOf(repository: RepositoryRef, number: number): string {
  return `${nameOf(repository).toLowerCase()} ${number}`;
}
