import type { Catalog, ForgeDiscovery } from '../../catalog/catalog';
import { joinDiscoveries, type Found } from '../../catalog/discover';
import { parseRemote } from '../../forge/remote';
import type { ForgeRepository } from '../../forge/types';
import { BranchlineError, isAbort, reasonOf } from '../../support/errors';
import { message, type Message } from '../../support/message';
import type { LocationSources } from './serviceLocation';

export interface Discovered {
  readonly catalog: Catalog;
  /** What it was made from: what the forges named, now or, where one does not answer now, before. */
  readonly found: readonly Found[];
  /** Forges that could not be read, by what the catalog calls them. */
  readonly failures: readonly { readonly subject: string; readonly said: Message }[];
}

/**
 * Adds the services that the catalog's `discover` entries find. Of a forge that fails what it named before stays, if
 * anything: that it does not answer does not mean that they are gone.
 */
export async function discoverServices(
  catalog: Catalog,
  { finder, connections }: Pick<LocationSources, 'finder' | 'connections'>,
  signal: AbortSignal,
  before: readonly Found[] = [],
): Promise<Discovered> {
  const failures: { subject: string; said: Message }[] = [];
  const found = await Promise.all(
    catalog.discoveries.map(async (discovery): Promise<readonly Found[]> => {
      try {
        return [{ discovery, repositories: await repositoriesOf(discovery, { finder, connections }, signal) }];
      } catch (error) {
        if (isAbort(error) || signal.aborted) throw error;
        failures.push({ subject: `${discovery.forge} ${discovery.owner}`, said: saidBy(error) });
        return foundBefore([discovery], before);
      }
    }),
  );
  return { catalog: joinDiscoveries(catalog, found.flat()), found: found.flat(), failures };
}

/** Of what was found before, that which is still asked for. */
export function foundBefore(discoveries: readonly ForgeDiscovery[], before: readonly Found[]): readonly Found[] {
  const asked = new Set(discoveries.map((discovery) => JSON.stringify(discovery)));
  return before.filter(({ discovery }) => asked.has(JSON.stringify(discovery)));
}

/** The repositories that one `discover` entry means. @throws ForgeError; BranchlineError where it is no forge */
export async function repositoriesOf(
  { forge, owner, topic }: ForgeDiscovery,
  { finder, connections }: Pick<LocationSources, 'finder' | 'connections'>,
  signal: AbortSignal,
): Promise<readonly ForgeRepository[]> {
  // Any repository's address tells the host; this one need not exist.
  const remote = parseRemote(`${forge.replace(/(?<!\/)\/+$/, '')}/${owner}/_`);
  const found = remote && (await finder.identify(remote, signal));
  if (found?.kind !== 'forge') {
    throw new BranchlineError('fleet/noForge', message('{forge} is no forge that Branchline knows.', { forge }));
  }
  return connections.client(found.identity).repositories(owner, topic, signal);
}

function saidBy(error: unknown): Message {
  return error instanceof BranchlineError ? error.said : message('{reason}', { reason: reasonOf(error) });
}
