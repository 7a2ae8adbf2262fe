import { createHash } from 'node:crypto';
import type { Clock } from '../../support/clock';
import { Lru } from '../../support/lru';
import { ForgeError } from '../../forge/errors';
import type { ForgeClient } from '../../forge/forgeClient';
import { readShown, type Shown } from '../../forge/shown';
import type { RelayForge } from '../config/resolve';
import { clientKinds } from './clientKinds';
import { forgeConnections, placesOf } from './forgeClients';

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

/** Tokens that were somebody's, by their digests. */
const mostKnown = 20_000;

/**
 * Whose a token is comes first, until that is known once: one that is nobody's costs one request. Later it is asked for where something was not said.
 * Then by the lists of the owners, so that a thousand repositories cost some tens of requests.
 */
export function askForgeBy({ clock, fetch: send = fetch, onRequest }: AskOptions): AskForge {
  const known = new Lru<string, true>(mostKnown);
  return async (forge, token, paths, signal) => {
    if (!clientKinds[forge.kind]) return { kind: 'nobody' };
    const of = new Map<string, Shown>(paths.map((path) => [path, 'hidden']));
    for (const { identity, asked } of await placesOf(forge, paths, signal)) {
      const connections = forgeConnections(forge, identity, token, { clock, fetch: send, onRequest });
      const repositories = asked.map(({ repository }) => repository);
      const client = connections.client(identity);
      const key = createHash('sha256').update(`${identity.apiBase} ${token}`).digest('base64');
      const wasKnown = known.get(key) === true;
      const who = wasKnown ? 'somebody' : await knows(client, signal);
      if (who === 'nobody') return { kind: 'nobody' };
      if (who === 'somebody') known.set(key, true);
      const shown = who === 'unknown' ? [] : await readShown(client, repositories, signal);
      if (wasKnown && shown.includes('unknown') && (await knows(client, signal)) === 'nobody') {
        known.delete(key);
        return { kind: 'nobody' };
      }
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
