import type { ForgeClient } from '../../forge/forgeClient';
import { statusText } from '../../forge/http/statusBody';
import type { NewStatus, RepositoryRef } from '../../forge/types';
import type { Sha } from '../../support/sha';

export interface StatusPlace {
  readonly client: ForgeClient;
  readonly repository: RepositoryRef;
  readonly commit: Sha;
}

/** Posts a status, unless the commit has just that one. @throws ForgeError */
export async function keepStatus(
  { client, repository, commit }: StatusPlace,
  status: NewStatus,
  signal: AbortSignal,
): Promise<'posted' | 'none'> {
  const checks = await client.checks(repository, commit, signal);
  const standing = checks.find(({ context }) => context === status.context);
  const isSame =
    standing?.state === status.state &&
    standing.description === statusText(status.description) &&
    (standing.url ?? '') === (status.url ?? '');
  if (isSame) return 'none';
  await client.postStatus(repository, commit, status, signal);
  return 'posted';
}
