import type { Instant } from '../../support/clock';
import { ForgeError } from '../errors';
import type { Api } from '../http/api';
import { path } from '../http/path';
import { repositories, type GiteaRepository } from './answers';
import { paged } from './paging';

/** A repository of a list; `askedAt` is the forge's clock when the list was read. */
export type ListedRepository = GiteaRepository & { readonly askedAt: Instant | undefined };

/** The repositories of an owner, an organisation or a person: only asking tells which. */
export async function repositoriesOf(
  api: Api,
  owner: string,
  signal: AbortSignal,
  { maxPages = Infinity }: { readonly maxPages?: number } = {},
): Promise<readonly ListedRepository[]> {
  const list = (where: string) =>
    api.pages(
      repositories,
      (entries, { headers }): readonly ListedRepository[] => {
        const askedAt = Date.parse(headers.get('date') ?? '') || undefined;
        return entries.map((entry) => ({ ...entry, askedAt }));
      },
      { path: where, subject: owner, ...paged, isLast: (page) => page >= maxPages },
      signal,
    );
  try {
    return await list(path`/orgs/${owner}/repos`);
  } catch (error) {
    if (!ForgeError.is(error, 'notFound')) throw error;
    return list(path`/users/${owner}/repos`);
  }
}
