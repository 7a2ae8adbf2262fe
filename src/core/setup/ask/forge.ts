import type { Catalog } from '../../catalog/catalog';
import type { ForgeConnections } from '../../forge/connect';
import type { ForgeHosting } from '../../forge/hosting';
import type { ForgeFinder } from '../../forge/identify';
import { parseRemote } from '../../forge/remote';
import { BranchlineError } from '../../support/errors';
import { message } from '../../support/message';

/** The forge on which a repository is to be. */
export interface SetupForge {
  readonly hosting: ForgeHosting;
  /** Web address of the forge, without a slash at its end. */
  readonly web: string;
  /** What addresses of its repositories begin with. */
  readonly cloned: string;
  /** Where its web pages lie below the host. */
  readonly basePath: string;
}

/** Nothing for what is no web address of a forge. */
export function forgeHost(address: string): string | undefined {
  return /^https?:\/\/[^\s/?#@]+(?:\/[^\s?#]*)?$/.test(address)
    ? parseRemote(`${address}/owner/name`)?.host
    : undefined;
}

/**
 * Finds out which forge it is, without a token.
 * @param address its web address
 * @throws BranchlineError for one that is none, or none on which repositories can be set up; ForgeError where it is silent
 */
export async function findSetupForge(
  address: string,
  { finder, connections }: { readonly finder: ForgeFinder; readonly connections: ForgeConnections },
  signal: AbortSignal,
): Promise<SetupForge> {
  const parsed = forgeHost(address) === undefined ? undefined : parseRemote(`${address}/owner/name`);
  if (!parsed) {
    throw new BranchlineError(
      'setup/badForge',
      message('"{address}" is not the web address of a forge, such as https://git.example.com.', { address }),
    );
  }
  const found = await finder.identify(parsed, signal);
  if (found.kind !== 'forge') {
    throw new BranchlineError(
      'setup/noForge',
      message(
        '{host} is no forge on which repositories can be set up here: Gitea, Forgejo, GitHub, GitLab, Bitbucket and Azure DevOps are.',
        {
          host: parsed.host,
        },
      ),
    );
  }
  const { identity, basePath } = found;
  const origin = `${parsed.transport}://${parsed.host}`;
  const web = basePath === '' ? origin : `${origin}/${basePath}`;
  const cloned = identity.kind === 'bitbucketDataCenter' ? `${web}/scm` : web;
  return { hosting: connections.hosting(identity), web, cloned, basePath };
}

/** Whom a repository may be for, and the web address of their forge. */
export interface KnownOwner {
  readonly forge: string;
  readonly owner: string;
}

/** Those that the catalog's discoveries and services name over HTTP, each once, in its order. */
export function knownOwners(catalog: Pick<Catalog, 'discoveries' | 'services'> | undefined): readonly KnownOwner[] {
  const found = [
    ...(catalog?.discoveries.map(({ forge, owner }) => ({ forge: forge.replace(/(?<!\/)\/+$/, ''), owner })) ?? []),
    ...(catalog?.services.flatMap(({ repository }) => ownerOf(repository)) ?? []),
  ];
  return [...new Map(found.map((one) => [`${one.forge}/${one.owner}`.toLowerCase(), one])).values()];
}

function ownerOf(repository: string): readonly KnownOwner[] {
  const remote = parseRemote(repository);
  const owner = remote?.path.at(-2);
  if (!remote?.transport.startsWith('http') || owner === undefined) return [];
  const below = remote.path.slice(0, -2);
  const base = below.at(-1) === 'scm' ? below.slice(0, -1) : below; // Bitbucket Data Center
  return [{ forge: [`${remote.transport}://${remote.host}`, ...base].join('/'), owner }];
}
