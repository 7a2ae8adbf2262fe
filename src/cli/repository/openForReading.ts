import { parseAddress, shownAddress } from '../../core/git/address';
import { openLocal, originOf } from '../../core/git/local';
import type { CliContext } from '../context';
import type { RepositoryOptions } from './options';
import {
  openLocalRepository,
  openRepository,
  type Branches,
  type NamedService,
  type OpenRepository,
} from './openRepository';

/**
 * As `openRepository`, for a command that only reads. A shallow clone lacks the history that answers come from, and is
 * never deepened, since it is the user's: where it says where it came from, that is read instead, and the person is told.
 * @param use what is done with the place that it came from, for the person
 * @see docs/promotion.md, "The baseline"
 */
export async function openForReading(
  options: RepositoryOptions & NamedService,
  branches: Branches,
  context: CliContext,
  use = 'the branches are read from',
): Promise<OpenRepository> {
  const address = parseAddress(options.repo, context.folder);
  if (address.kind === 'url') return openRepository(options, branches, context);
  const local = await openLocal(address.path, context.signal);
  const { shallow, folder } = local.place;
  const asked = shallow.size > 0 ? originOf(local, context.signal) : Promise.resolve(undefined);
  const origin = await asked.catch((error: unknown) => {
    local.dispose();
    throw error;
  });
  if (origin === undefined) return openLocalRepository(local, options, branches, context);
  local.dispose();
  const whole = parseAddress(origin, folder);
  context.warn(`branchline: ${address.path} is a shallow clone: ${use} ${shownAddress(whole)}`);
  return openRepository(
    { ...options, repo: whole.kind === 'url' ? whole.url : whole.path, clone: address.path },
    branches,
    context,
  );
}
