import type { Api } from '../http/api';
import type { RepositoryRef } from '../types';
import { listAt, refOf } from './address';
import { branch, type DataCenterBranch } from './answers';
import { firstOf, firstThat } from './pages';

/**
 * Those of the branches that are there. Environments move often: most are among those that moved last; each of the others is
 * searched for by its name, which others may have in theirs.
 */
export async function branchesNamed(
  api: Api,
  repository: RepositoryRef,
  names: readonly string[],
  signal: AbortSignal,
): Promise<readonly DataCenterBranch[]> {
  if (names.length === 0) return [];
  const newest = listAt(repository, '/branches', { orderBy: 'MODIFICATION', limit: 1_000 });
  const { entries, isWhole } = await firstOf(api, branch, newest, signal);
  const found = await Promise.all(
    [...new Set(names)].map(async (name) => {
      const isMeant = ({ id }: DataCenterBranch) => id === refOf(name);
      const one = entries.find(isMeant);
      if (one || isWhole) return one ?? [];
      const search = listAt(repository, '/branches', { filterText: name, boostMatches: 'true' });
      return (await firstThat(api, branch, search, isMeant, signal)) ?? [];
    }),
  );
  return found.flat();
}
