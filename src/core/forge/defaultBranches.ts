import pLimit from 'p-limit';
import { groupBy } from '../support/groupBy';
import { BranchlineError } from '../support/errors';
import type { ForgeRepository, RepositoryRef } from './types';

/** Below this, asking for each repository is as cheap as the list of the owner's. */
export const fewRepositories = 4;
const parallel = 4;

export interface RepositoryReads {
  /** The repositories of an owner, at most so many pages of the list. */
  readonly list: (owner: string, maxPages: number) => Promise<readonly ForgeRepository[]>;
  readonly one: (repository: RepositoryRef) => Promise<ForgeRepository>;
}

/**
 * The default branch of each, in their order: from the list of the owner's repositories where several are his, else one
 * by one. Nothing where the repository cannot be seen: whoever reads it next is told why.
 */
export async function readDefaultBranches(
  repositories: readonly RepositoryRef[],
  { list, one }: RepositoryReads,
): Promise<readonly (string | undefined)[]> {
  const owners = [...groupBy(repositories, ({ owner }) => owner)];
  const lists = await Promise.all(
    owners.map(async ([owner, wanted]) => {
      if (wanted.length < fewRepositories) return [];
      // No more pages than half of the reads that they can save.
      return (await unlessRefused(list(owner, Math.ceil(wanted.length / 2)))) ?? [];
    }),
  );
  // A list need not name it.
  const named = lists.flat().filter(({ defaultBranch }) => defaultBranch !== '');
  const listed = new Map(named.map((repository) => [keyOf(repository), repository.defaultBranch]));
  const limit = pLimit(parallel);
  return Promise.all(
    repositories.map(
      async (repository) =>
        listed.get(keyOf(repository)) ?? (await limit(() => unlessRefused(one(repository))))?.defaultBranch,
    ),
  );
}

async function unlessRefused<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof BranchlineError) return undefined;
    throw error;
  }
}

function keyOf({ owner, name }: RepositoryRef): string {
  return `${owner}/${name}`.toLowerCase();
}
