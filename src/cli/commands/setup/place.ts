import type { Catalog } from '../../../core/catalog/catalog';
import { hostsOf } from '../../../core/fleet/hosts';
import { ForgeConnections } from '../../../core/forge/connect';
import { environmentTokens, tokenVariable } from '../../../core/forge/environmentTokens';
import { GitCredentialTokens } from '../../../core/forge/gitCredential';
import type { ForgeHosting } from '../../../core/forge/hosting';
import { ForgeFinder } from '../../../core/forge/identify';
import { parseRemote, repositoryOf } from '../../../core/forge/remote';
import { firstOf } from '../../../core/forge/tokens';
import { BranchlineError } from '../../../core/support/errors';
import { message } from '../../../core/support/message';
import type { CliContext } from '../../context';
import { bad } from './choices';
import type { SetupCall } from './call';

/** Where the repository is to be. */
export interface SetupForge {
  readonly hosting: ForgeHosting;
  readonly owner: string;
  /** Web address of the forge, without a slash at its end. */
  readonly web: string;
  /** With all hosts that the command may ask: a token without a host's name goes to one alone. */
  readonly context: CliContext;
}

/**
 * The forge and the owner: as named, else those of the catalog, where it leads to one alone.
 * @throws BranchlineError where that is not clear, or there is no token
 */
export async function findForge(
  { forge, owner }: SetupCall,
  catalog: Catalog | undefined,
  context: CliContext,
): Promise<SetupForge> {
  const named = forge ?? onlyForge(catalog);
  const parsed = /^https?:\/\/[^\s/?#@]+(?:\/[^\s?#]*)?$/.test(named) ? parseRemote(`${named}/owner/name`) : undefined;
  if (!parsed) throw bad(message('--forge must be the web address of a forge, such as https://git.example.com.'));
  const found = await new ForgeFinder({}).identify(parsed, context.signal);
  if (found.kind !== 'forge') {
    throw new BranchlineError(
      'cli/noForge',
      message('{host} is no forge on which repositories can be set up here: Gitea, Forgejo and GitHub are.', {
        host: parsed.host,
      }),
    );
  }
  const hosts = [...new Set([...hostsOf(catalog), ...(context.catalogHosts ?? []), parsed.host])];
  const tokens = firstOf(
    environmentTokens(context.environment, () => hosts),
    new GitCredentialTokens(),
  );
  if ((await tokens.token(parsed.host, context.signal)) === undefined) {
    const variable = tokenVariable(parsed.host);
    throw new BranchlineError(
      'cli/noToken',
      message('There is no token for {host}: set {variable}.', { host: parsed.host, variable }),
    );
  }
  const origin = `${parsed.transport}://${parsed.host}`;
  return {
    hosting: new ForgeConnections({ tokens }).hosting(found.identity),
    owner: checkedOwner(owner ?? onlyOwner(catalog, parsed.host, found.basePath)),
    web: found.basePath === '' ? origin : `${origin}/${found.basePath}`,
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

function onlyOwner(catalog: Catalog | undefined, host: string, basePath: string): string {
  const found = new Set([
    ...(catalog?.discoveries.flatMap(({ forge, owner }) =>
      parseRemote(`${forge}/a/b`)?.host === host ? [owner] : [],
    ) ?? []),
    ...(catalog?.services.flatMap(({ repository }) => {
      const remote = parseRemote(repository);
      const owner = remote?.host === host ? repositoryOf(remote, basePath)?.owner : undefined;
      return owner === undefined ? [] : [owner];
    }) ?? []),
  ]);
  const [only, ...more] = found;
  if (only !== undefined && more.length === 0) return only;
  throw bad(message('Say with --owner whose the repository is to be: the catalog does not name one alone.'));
}

function checkedOwner(owner: string): string {
  if (/^[A-Za-z0-9][\w.-]{0,99}$/.test(owner)) return owner;
  throw bad(message('--owner: "{owner}" is not the name of an organisation or a person.', { owner }));
}
