import type { Catalog } from '../../../core/catalog/catalog';
import { hostsOf } from '../../../core/fleet/hosts';
import { ForgeConnections } from '../../../core/forge/connect';
import { environmentTokens, tokenPlace } from '../../../core/forge/environmentTokens';
import { GitCredentialTokens } from '../../../core/forge/gitCredential';
import { environmentForges } from '../../../core/forge/forgeSettings';
import { ForgeFinder } from '../../../core/forge/identify';
import { parseRemote, repositoryOf } from '../../../core/forge/remote';
import { firstOf } from '../../../core/forge/tokens';
import type { ForgeIdentity } from '../../../core/forge/types';
import { findSetupForge, forgeHost, type SetupForge } from '../../../core/setup/ask/forge';
import { ownerFault } from '../../../core/setup/ask/names';
import { BranchlineError } from '../../../core/support/errors';
import { message } from '../../../core/support/message';
import type { CliContext } from '../../context';
import { bad } from './choices';
import type { SetupCall } from './call';

/** Where the repository is to be, and whose. */
export interface SetupPlace extends SetupForge {
  readonly owner: string;
  /** With all hosts that the command may ask: a token without a host's name goes to one alone. */
  readonly context: CliContext;
}

/**
 * The forge and the owner: as named, else those of the catalog, where it leads to one alone.
 * @throws BranchlineError where that is not clear, or there is no token
 */
export async function findPlace(
  { forge, owner }: SetupCall,
  catalog: Catalog | undefined,
  context: CliContext,
): Promise<SetupPlace> {
  const named = forge ?? onlyForge(catalog);
  const host = forgeHost(named);
  if (host === undefined) {
    throw bad(message('--forge must be the web address of a forge, such as https://git.example.com.'));
  }
  const hosts = [...new Set([...hostsOf(catalog), ...(context.catalogHosts ?? []), host])];
  const tokens = firstOf(
    environmentTokens(context.environment, () => hosts),
    new GitCredentialTokens(),
  );
  const reached = {
    finder: new ForgeFinder(environmentForges(context.environment)),
    connections: new ForgeConnections({ tokens }),
  };
  const found = await findSetupForge(named, reached, context.signal);
  if ((await tokens.token(host, context.signal)) === undefined) {
    const variable = tokenPlace(host);
    throw new BranchlineError(
      'cli/noToken',
      message('There is no token for {host}: set {variable}.', { host, variable }),
    );
  }
  return {
    ...found,
    owner: checkedOwner(owner ?? onlyOwner(catalog, found.hosting.identity, found.basePath)),
    context: { ...context, catalogHosts: hosts },
  };
}

function onlyForge(catalog: Catalog | undefined): string {
  const found = new Set([
    ...(catalog?.discoveries.map(({ forge }) => forge) ?? []),
    ...(catalog?.services.flatMap(({ repository }) => originOf(repository)) ?? []),
  ]);
  const [only, ...more] = found;
  if (only !== undefined && more.length === 0) return only;
  throw bad(message('Say with --forge on which forge the repository is to be: the catalog does not name one alone.'));
}

function originOf(repository: string): string[] {
  const remote = parseRemote(repository);
  return remote?.transport.startsWith('http') ? [`${remote.transport}://${remote.host}`] : [];
}

function onlyOwner(catalog: Catalog | undefined, { host, kind }: ForgeIdentity, basePath: string): string {
  const found = new Set([
    ...(catalog?.discoveries.flatMap(({ forge, owner }) =>
      parseRemote(`${forge}/a/b`)?.host === host ? [owner] : [],
    ) ?? []),
    ...(catalog?.services.flatMap(({ repository }) => {
      const remote = parseRemote(repository);
      const owner = remote?.host === host ? repositoryOf(remote, basePath, kind)?.owner : undefined;
      return owner === undefined ? [] : [owner];
    }) ?? []),
  ]);
  const [only, ...more] = found;
  if (only !== undefined && more.length === 0) return only;
  throw bad(message('Say with --owner whose the repository is to be: the catalog does not name one alone.'));
}

function checkedOwner(owner: string): string {
  const fault = ownerFault(owner);
  if (fault) throw bad(fault);
  return owner;
}
