import pLimit from 'p-limit';
import type { Clock } from '../support/clock';
import { ForgeError } from './errors';
import { nameOf } from './repositoryName';
import { settled } from './settled';
import type { Head, HeadsAnswer, HeadsRequest, RepositoryRef } from './types';
import type { Api } from './http/api';
import { UnmovedHeads, type Listed } from './unmoved';

export type ReadHeads = (
  repository: RepositoryRef,
  branches: readonly string[],
  signal: AbortSignal,
) => Promise<readonly Head[]>;

/** What a forge tells of many at once, by the name in small letters; of what it tells nothing, it is read. */
export type ListHeads = (
  requests: readonly HeadsRequest[],
  signal: AbortSignal,
) => Promise<ReadonlyMap<string, Listed>>;

/** Half of what a client asks at a time: what is asked of the first repositories then need not wait for the heads of the last. */
const readAtATime = 2;

/**
 * Heads of many repositories where they cannot be read in bulk with all that is to be known of them: something is told of
 * many at once by which those that were moved are known, and only they are read.
 */
export class HeadsSweep {
  private readonly unmoved: UnmovedHeads;
  private readonly reading = pLimit(readAtATime);

  constructor(
    api: Pick<Api, 'who'>,
    clock: Clock,
    private readonly list: ListHeads,
    private readonly read: ReadHeads,
  ) {
    this.unmoved = new UnmovedHeads(api, clock);
  }

  /** Each is told as soon as it is read. */
  headsEach(requests: readonly HeadsRequest[], signal: AbortSignal): readonly Promise<HeadsAnswer>[] {
    const listing = this.listed(requests, signal);
    return requests.map(async (request) => {
      const told = (await listing).get(nameOf(request.repository).toLowerCase());
      const answer = await settled(request.repository, this.one(request, told, signal));
      return answer.kind === 'known' ? { ...answer, openPullRequests: told?.openPullRequests } : answer;
    });
  }

  private async one(request: HeadsRequest, listed: Listed | undefined, signal: AbortSignal): Promise<readonly Head[]> {
    const read = () => this.reading(() => this.read(request.repository, request.branches, signal));
    return this.unmoved.of(request, listed?.mark, read, signal);
  }

  /** A list that cannot be read tells nothing; reading the heads then says why. */
  private async listed(requests: readonly HeadsRequest[], signal: AbortSignal): Promise<ReadonlyMap<string, Listed>> {
    try {
      return await this.list(requests, signal);
    } catch (error) {
      if (error instanceof ForgeError) return new Map();
      throw error;
    }
  }
}
