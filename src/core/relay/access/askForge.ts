import type { Clock } from '../../support/clock';
import { ForgeConnections } from '../../forge/connect';
import { ForgeError } from '../../forge/errors';
import type { ForgeClient } from '../../forge/forgeClient';
import { ForgeFinder } from '../../forge/identify';
import { repositoryOf, type Remote } from '../../forge/remote';
import { readShown, type Shown } from '../../forge/shown';
import type { ForgeIdentity, ForgeKind, RepositoryRef } from '../../forge/types';
import type { RelayForge } from '../config/resolve';
import type { ForgeHookName } from '../hooks/kinds';

/** What a forge says of some paths to the owner of a token; of what is not in it, it did not say. */
export type Answered =
  | { readonly kind: 'told'; readonly of: ReadonlyMap<string, Shown> }
  /** The forge knows nobody by that token. */
  | { readonly kind: 'nobody' };

/** Asks a forge, as the owner of a token, which of some paths it shows. */
export type AskForge = (
  forge: RelayForge,
  token: string,
  paths: readonly string[],
  signal: AbortSignal,
) => Promise<Answered>;

export interface AskOptions {
  readonly clock: Clock;
  readonly fetch?: typeof fetch;
  /** Told of each request that goes to a forge. */
  readonly onRequest?: (host: string) => void;
}

/**
 * Whose the token is comes first: one that is nobody's costs one request. Then by the lists of the owners, so that a thousand repositories cost some
 * tens of them. Forges that there is no client for know nobody: with them a token of the relay is needed.
 */
export function askForgeBy({ clock, fetch: send = fetch, onRequest }: AskOptions): AskForge {
  return async (forge, token, paths, signal) => {
    if (!clients[forge.kind]) return { kind: 'nobody' };
    const of = new Map<string, Shown>(paths.map((path) => [path, 'hidden']));
    for (const { identity, asked } of await placesOf(forge, paths, signal)) {
      const { origin } = new URL(identity.apiBase);
      const connections = new ForgeConnections({
        clock,
        timeoutMs: 15_000,
        tokens: {
          token: (host) => Promise.resolve(host === forge.host ? { value: token, source: 'subscriber' } : undefined),
        },
        // Nothing is asked anywhere else, whatever an answer leads to.
        fetch: (input, init) => {
          const url = input instanceof Request ? input.url : String(input);
          if (new URL(url).origin !== origin) return Promise.reject(new TypeError('It leads to another server.'));
          onRequest?.(forge.host);
          return send(input, init);
        },
      });
      const repositories = asked.map(({ repository }) => repository);
      const client = connections.client(identity);
      const who = await knows(client, signal);
      if (who === 'nobody') return { kind: 'nobody' };
      const shown = who === 'unknown' ? [] : await readShown(client, repositories, signal);
      for (const [index, { path }] of asked.entries()) of.set(path, shown[index] ?? 'unknown');
    }
    return { kind: 'told', of };
  };
}

/** Whether the token is anybody's. Some may not ask who they are: those are somebody's. */
async function knows(client: ForgeClient, signal: AbortSignal): Promise<'somebody' | 'nobody' | 'unknown'> {
  try {
    await client.account(signal);
    return 'somebody';
  } catch (error) {
    signal.throwIfAborted();
    if (ForgeError.is(error, 'unauthorised')) return 'nobody';
    return ForgeError.is(error, 'notFound', 'forbidden', 'sso') ? 'somebody' : 'unknown';
  }
}

interface Place {
  readonly identity: ForgeIdentity;
  readonly asked: { readonly path: string; readonly repository: RepositoryRef }[];
}

/** Where the paths are asked for: with Azure DevOps each organisation has an address of its own. */
async function placesOf(
  { host, kind, api }: RelayForge,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<readonly Place[]> {
  const client = clients[kind];
  if (!client) return [];
  const base = api ?? apiOf(client, host);
  // What the configuration says is not asked for anywhere.
  const finder = new ForgeFinder({ [host]: { kind: client, ...(base === undefined ? {} : { apiBase: base }) } });
  const places = new Map<string, Place>();
  for (const path of paths) {
    const remote: Remote = { transport: 'https', host, path: path.split('/') };
    const found = await finder.identify(remote, signal);
    const repository = found.kind === 'forge' ? repositoryOf(remote, found.basePath, found.identity.kind) : undefined;
    if (found.kind !== 'forge' || !repository) continue;
    const place = places.get(found.identity.apiBase) ?? { identity: found.identity, asked: [] };
    places.set(found.identity.apiBase, place);
    place.asked.push({ path, repository });
  }
  return [...places.values()];
}

const clients: Readonly<Record<ForgeHookName, ForgeKind | undefined>> = {
  gitea: 'gitea',
  forgejo: 'gitea',
  github: 'github',
  gitlab: 'gitlab',
  'bitbucket-cloud': 'bitbucket',
  'bitbucket-data-center': undefined,
  'azure-devops': 'azure',
};

/** Where the API is of those that everybody knows; of others it lies where it usually does. */
function apiOf(kind: ForgeKind, host: string): string | undefined {
  if (kind === 'github' && (host === 'github.com' || host.endsWith('.ghe.com'))) return `https://api.${host}`;
  return kind === 'bitbucket' && host === 'bitbucket.org' ? 'https://api.bitbucket.org/2.0' : undefined;
}
