import type { Clock } from '../../support/clock';
import { apiPaths } from '../../forge/apiPaths';
import { ForgeConnections } from '../../forge/connect';
import { forgeKinds, type ForgeIdentity, type ForgeKind } from '../../forge/types';
import type { RelayForge } from '../config/resolve';

/** Asks a forge, as the owner of a token, which of some paths it shows; a path that it does not show is left out. */
export type AskForge = (
  forge: RelayForge,
  token: string,
  paths: readonly string[],
  signal: AbortSignal,
) => Promise<ReadonlySet<string>>;

export interface AskOptions {
  readonly clock: Clock;
  readonly fetch?: typeof fetch;
  /** Told of each request that goes to a forge. */
  readonly onRequest?: (host: string) => void;
}

/**
 * By the lists of the owners, so that a thousand repositories cost some tens of requests. Forges that there is no client for show nothing:
 * with them a token of the relay is needed.
 */
export function askForgeBy({ clock, fetch: send = fetch, onRequest }: AskOptions): AskForge {
  return async (forge, token, paths, signal) => {
    const identity = identityOf(forge);
    if (!identity) return new Set();
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
    const repositories = paths.map((path) => {
      const slash = path.lastIndexOf('/');
      return { owner: path.slice(0, slash), name: path.slice(slash + 1) };
    });
    const branches = await connections.client(identity).defaultBranches(repositories, signal);
    return new Set(paths.filter((_, index) => branches[index] !== undefined));
  };
}

/** Where its API is; nothing of a forge that there is no client for. */
function identityOf({ host, kind, api }: RelayForge): ForgeIdentity | undefined {
  const client = kind === 'forgejo' ? 'gitea' : forgeKinds.find((one) => one === kind);
  return client && { kind: client, host, apiBase: (api ?? apiOf(client, host)).replace(/(?<!\/)\/+$/, '') };
}

function apiOf(kind: ForgeKind, host: string): string {
  const isGitHubs = kind === 'github' && (host === 'github.com' || host.endsWith('.ghe.com'));
  return isGitHubs ? `https://api.${host}` : `https://${host}${apiPaths[kind]}`;
}
