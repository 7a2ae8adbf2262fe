import type { Repository } from '../git/repository';
import { maskFile } from '../manifest/secrecy/mask';
import type { ShownText } from '../manifest/secrecy/shown';
import { fileRolesOf } from '../promotion/content/fileRoles';
import type { FileVersion } from './fleet';

/** A file of a repository as it may be shown. @throws GitError where the repository lacks it */
export async function shownFile(repository: Repository, { path, blob, commits }: FileVersion): Promise<ShownText> {
  const trees = await Promise.all(commits.map(async (commit) => (await repository.commit(commit)).tree));
  const role = trees.length === 0 ? 'doubtful' : (await fileRolesOf(repository, trees)).of(path);
  return maskFile(path, (await repository.blob(blob)).toString('utf8'), role);
}
