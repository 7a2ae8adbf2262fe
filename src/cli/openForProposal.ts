import { parseRemote } from '../core/forge/remote';
import { parseAddress } from '../core/git/address';
import { openLocal, originOf } from '../core/git/local';
import type { CliContext } from './context';
import type { RepositoryOptions } from './options';
import { openRepository, type Branches, type OpenRepository } from './repository';

/**
 * As `openRepository`, for a command that proposes. A clone of a repository on a server stands for the server: branches
 * are deployed from there, and a pull request is opened there. With `--no-pr` the branch stays in the repository given.
 */
export async function openForProposal(
  options: RepositoryOptions & { readonly pr: boolean },
  branches: Branches,
  context: CliContext,
): Promise<OpenRepository> {
  const address = parseAddress(options.repo, context.folder);
  if (address.kind === 'url' || !options.pr) return openRepository(options, branches, context);
  const local = await openLocal(address.path, context.signal);
  const origin = await originOf(local, context.signal).finally(() => local.dispose());
  const isServed =
    origin !== undefined && parseRemote(origin) !== undefined && parseAddress(origin, '/').kind === 'url';
  return openRepository(isServed ? { ...options, repo: origin, clone: address.path } : options, branches, context);
}
