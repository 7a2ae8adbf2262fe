import { groupBy } from '../../support/groupBy';
import type { Clock } from '../../support/clock';
import { ForgeError } from '../errors';
import type { Api } from '../http/api';
import { settled } from '../settled';
import type { Head, HeadsAnswer, HeadsRequest, RepositoryRef } from '../types';
import { repositoriesOf } from './owner';
import { UnmovedHeads, type Listed } from './unmoved';

/** Below this, reading each repository is as cheap as the list of the owner's. */
const fewRepositories = 4;

export type ReadHeads = (
  repository: RepositoryRef,
  branches: readonly string[],
  signal: AbortSignal,
) => Promise<readonly Head[]>;

/**
 * Heads of many repositories. Gitea has no bulk read of branches, but the list of an owner's repositories says which
 * were pushed to: only those are read, one request each.
 */
export class HeadsSweep {
  private readonly unmoved: UnmovedHeads;

  constructor(
    private readonly api: Api,
    clock: Clock,
    private readonly read: ReadHeads,
  ) {
    this.unmoved = new UnmovedHeads(clock);
  }

  async headsOf(requests: readonly HeadsRequest[], signal: AbortSignal): Promise<readonly HeadsAnswer[]> {
    const listed = await this.listed(requests, signal);
    return Promise.all(
      requests.map(async (request) => {
        const told = listed.get(keyOf(request.repository));
        const answer = await settled(request.repository, this.one(request, told, signal));
        return answer.kind === 'known' ? { ...answer, openPullRequests: told?.openPullRequests } : answer;
      }),
    );
  }

  private async one(request: HeadsRequest, listed: Listed | undefined, signal: AbortSignal): Promise<readonly Head[]> {
    const unmoved = this.unmoved.get(request, listed);
    if (unmoved) return unmoved;
    const heads = await this.read(request.repository, request.branches, signal);
    this.unmoved.remember(request, listed, heads);
    return heads;
  }

  private async listed(requests: readonly HeadsRequest[], signal: AbortSignal): Promise<ReadonlyMap<string, Listed>> {
    const owners = [...groupBy(requests, ({ repository }) => repository.owner)];
    const lists = await Promise.all(owners.map(([owner, wanted]) => this.listOf(owner, wanted.length, signal)));
    return new Map(lists.flat());
  }

  /** A list that cannot be read tells nothing; reading the heads then says why. */
  private async listOf(owner: string, wanted: number, signal: AbortSignal): Promise<[string, Listed][]> {
    if (wanted < fewRepositories) return [];
    try {
      // No more pages than half of the reads that they can save.
      const found = await repositoriesOf(this.api, owner, signal, { maxPages: Math.ceil(wanted / 2) });
      return found.map(({ owner: { login }, name, updated_at: updatedAt, open_pr_counter: open, askedAt }) => [
        keyOf({ owner: login, name }),
        { updatedAt, askedAt, openPullRequests: open ?? undefined },
      ]);
    } catch (error) {
      if (error instanceof ForgeError) return [];
      throw error;
    }
  }
}

function keyOf({ owner, name }: RepositoryRef): string {
  return `${owner}/${name}`.toLowerCase();
}
