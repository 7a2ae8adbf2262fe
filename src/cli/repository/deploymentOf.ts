import { GitError } from '../../core/git/errors';
import type { Sha } from '../../core/support/sha';
import type { OpenRepository } from './openRepository';

/**
 * A person's word for a commit. A branch's own name and what hangs on it (`prod~2`) mean the branch as it was read,
 * which a folder's own branch of that name need not be.
 */
export async function deploymentOf(
  revision: string,
  branch: string,
  { repository, heads }: Pick<OpenRepository, 'repository' | 'heads'>,
): Promise<Sha> {
  const head = heads.get(branch);
  const own = head !== undefined && revision.startsWith(branch) ? revision.slice(branch.length) : undefined;
  const asked = own !== undefined && /^([~^].*)?$/.test(own) ? `${head ?? ''}${own}` : revision;
  const commit = await repository.resolve(asked);
  if (commit === undefined) {
    const { where, place } = repository;
    throw place.shallow.size > 0 ? GitError.shallow(where) : GitError.revisionMissing(revision, where);
  }
  return commit;
}
