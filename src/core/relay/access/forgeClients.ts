import { ForgeConnections } from '../../forge/connect';
import { ForgeFinder } from '../../forge/identify';
import { repositoryOf, type Remote } from '../../forge/remote';
import type { ForgeIdentity, RepositoryRef } from '../../forge/types';
import type { Clock } from '../../support/clock';
import type { RelayForge } from '../config/resolve';
import { clientKinds } from './clientKinds';

export interface RequestOptions {
  readonly clock: Clock;
  readonly fetch: typeof fetch;
  /** Told of each request that goes to a forge. */
  readonly onRequest?: ((host: string) => void) | undefined;
}

/** Clients of one forge with one token, which goes there and nowhere else, whatever an answer leads to. */
export function forgeConnections(
  { host }: RelayForge,
  { apiBase }: ForgeIdentity,
  token: string,
  { clock, fetch: send, onRequest }: RequestOptions,
): ForgeConnections {
  const { origin } = new URL(apiBase);
  return new ForgeConnections({
    clock,
    timeoutMs: 15_000,
    tokens: {
      token: (asked) => Promise.resolve(asked === host ? { value: token, source: 'subscriber' } : undefined),
    },
    fetch: (input, init) => {
      const url = input instanceof Request ? input.url : String(input);
      if (new URL(url).origin !== origin) return Promise.reject(new TypeError('It leads to another server.'));
      onRequest?.(host);
      return send(input, init);
    },
  });
}

export interface AskedPlace {
  readonly identity: ForgeIdentity;
  readonly asked: { readonly path: string; readonly repository: RepositoryRef }[];
}

/** Where the paths are asked for: with Azure DevOps each organisation has an address of its own. */
export async function placesOf(
  { host, kind, api }: RelayForge,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<readonly AskedPlace[]> {
  const client = clientKinds[kind];
  if (!client) return [];
  // What the configuration says is not asked for anywhere.
  const finder = new ForgeFinder({ [host]: { kind: client, ...(api === undefined ? {} : { apiBase: api }) } });
  const places = new Map<string, AskedPlace>();
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
