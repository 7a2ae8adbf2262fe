import type { Api } from '../http/api';
import type { RepositoryRef } from '../types';
import { listAt, refOf } from './address';
import { branch, type DataCenterBranch } from './answers';
import { firstOf, startPages } from './pages';

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
  const among = (some: readonly DataCenterBranch[], name: string) => some.find(({ id }) => id === refOf(name));
  const found = await Promise.all(
    [...new Set(names)].map(async (name) => {
      const one = among(entries, name);
      if (one || isWhole) return one ?? [];
      const search = listAt(repository, '/branches', { filterText: name, boostMatches: 'true' });
      const isThere = (some: readonly DataCenterBranch[]) => among(some, name) !== undefined;
      return among((await startPages(api, branch, search, signal, isThere)).entries, name) ?? [];
    }),
  );
  return found.flat();
}
