import { groupBy } from '../../support/groupBy';
import { ForgeError } from '../errors';
import type { Api } from '../http/api';
import { nameOf } from '../repositoryName';
import type { HeadsRequest } from '../types';
import type { Listed } from '../unmoved';
import { repositoriesOf, type ListedRepository } from './owner';

/** Below this, reading each repository is as cheap as the list of the owner's. */
const fewRepositories = 4;

/** A second push within the second of the first would not show. */
const quietMs = 2_000;

/**
 * Gitea has no bulk read of branches, but the list of an owner's repositories says which were pushed to: to the second.
 * An owner's list that cannot be read tells nothing.
 */
export async function listedHeads(
  api: Api,
  requests: readonly HeadsRequest[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Listed>> {
  const owners = [...groupBy(requests, ({ repository }) => repository.owner)];
  const lists = await Promise.all(owners.map(([owner, wanted]) => listOf(api, owner, wanted.length, signal)));
  return new Map(lists.flat());
}

async function listOf(api: Api, owner: string, wanted: number, signal: AbortSignal): Promise<[string, Listed][]> {
  if (wanted < fewRepositories) return [];
  try {
    // No more pages than half of the reads that they can save.
    const found = await repositoriesOf(api, owner, signal, { maxPages: Math.ceil(wanted / 2) });
    return found.map((one) => [
      nameOf({ owner: one.owner.login, name: one.name }).toLowerCase(),
      { mark: markOf(one), openPullRequests: one.open_pr_counter ?? undefined },
    ]);
  } catch (error) {
    if (error instanceof ForgeError) return [];
    throw error;
  }
}

function markOf({ updated_at: updatedAt, askedAt }: ListedRepository): string | undefined {
  return askedAt !== undefined && askedAt - Date.parse(updatedAt) > quietMs ? updatedAt : undefined;
}
