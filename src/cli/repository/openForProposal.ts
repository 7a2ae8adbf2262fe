import { parseRemote } from '../../core/forge/remote';
import { parseAddress } from '../../core/git/address';
import { openLocal, originOf } from '../../core/git/local';
import type { CliContext } from '../context';
import { openForReading } from './openForReading';
import type { RepositoryOptions } from './options';
import { openRepository, type Branches, type NamedService, type OpenRepository } from './openRepository';

/**
 * As `openRepository`, for a command that proposes. A clone of a repository on a server stands for the server: branches
 * are deployed from there, and a pull request is opened there. With `--no-pr` the branch stays in the repository given;
 * that of a shallow clone goes to where it came from.
 */
export async function openForProposal(
  options: RepositoryOptions & NamedService & { readonly pr: boolean },
  branches: Branches,
  context: CliContext,
): Promise<OpenRepository> {
  const address = parseAddress(options.repo, context.folder);
  if (address.kind === 'url') return openRepository(options, branches, context);
  const inPlace = () => openForReading(options, branches, context, 'branches are read from, and pushed to,');
  if (!options.pr) return inPlace();
  const local = await openLocal(address.path, context.signal);
  const origin = await originOf(local, context.signal).finally(() => local.dispose());
  const isServed =
    origin !== undefined && parseRemote(origin) !== undefined && parseAddress(origin, '/').kind === 'url';
  if (!isServed) return inPlace();
  return openRepository({ ...options, repo: origin, clone: address.path }, branches, context);
}
