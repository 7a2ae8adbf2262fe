import type { Remote } from '../../git/environment';
import type { ForgeLocation, ServiceLocation } from '../../change/location';
import type { Service } from '../../catalog/catalog';
import type { ForgeConnections } from '../../forge/connect';
import type { ForgeFinder } from '../../forge/identify';
import { parseRemote, repositoryOf } from '../../forge/remote';
import type { TokenSource } from '../../forge/tokens';
import type { RepositoryRef } from '../../forge/types';
import { parseAddress } from '../../git/address';
import { openLocal, originOf } from '../../git/local';
import { defaultBranch } from '../../git/remote';
import { message } from '../../support/message';
import type { Unknown } from '../../support/observation';
import type { ForgeBatch } from '../../forge/forgeBatch';
import { remoteOf } from './remoteOf';

export interface LocationSources {
  readonly finder: ForgeFinder;
  readonly connections: ForgeConnections;
  readonly tokens: TokenSource;
  /** Default branches, asked for many repositories together. */
  readonly defaults: ForgeBatch<RepositoryRef, string | undefined>;
}

const noForge: Unknown = {
  kind: 'unknown',
  reason: 'notConfigured',
  said: message(
    'This repository is not on a forge that Branchline knows, so pipelines and pull requests are not known.',
  ),
};

/**
 * Finds the remote and the forge of a service. A local clone stands for its `origin`, since that is where branches are
 * deployed from; one without stands for itself.
 *
 * @throws GitError where a local path is no repository; ForgeError where an unknown host does not answer
 */
export async function locationOf(
  service: Service,
  sources: LocationSources,
  signal: AbortSignal,
): Promise<ServiceLocation> {
  const url = await remoteUrl(service, signal);
  const parsed = parseRemote(url);
  const remote = await remoteOf(url, sources.tokens, signal);
  if (!parsed) return withDefaultOfGit(remote, noForge, signal);
  const found = await sources.finder.identify(parsed, signal);
  const repository = found.kind === 'forge' ? repositoryOf(parsed, found.basePath, found.identity.kind) : undefined;
  if (found.kind !== 'forge' || !repository) return withDefaultOfGit(remote, noForge, signal);
  const client = sources.connections.client(found.identity);
  const forge: ForgeLocation = { kind: 'known', client, repository };
  // Whoever may not read it may still read branches; git tells the rest.
  const usual = await sources.defaults.ask(client, repository).catch((error: unknown) => {
    if (signal.aborted) throw error;
    return undefined;
  });
  return usual === undefined ? withDefaultOfGit(remote, forge, signal) : { remote, forge, defaultBranch: usual };
}

/** A remote that does not answer has no default branch that is known; why it does not, the next look says. */
async function withDefaultOfGit(
  remote: Remote,
  forge: ServiceLocation['forge'],
  signal: AbortSignal,
): Promise<ServiceLocation> {
  const usual = await defaultBranch(remote, signal).catch((error: unknown) => {
    if (signal.aborted) throw error;
    return undefined;
  });
  return { remote, forge, defaultBranch: usual };
}

async function remoteUrl({ repository }: Service, signal: AbortSignal): Promise<string> {
  const address = parseAddress(repository, '/');
  if (address.kind === 'url') return address.url;
  const local = await openLocal(address.path, signal);
  try {
    const origin = await originOf(local, signal);
    if (origin === undefined) return address.path;
    const from = parseAddress(origin, local.place.folder);
    return from.kind === 'url' ? from.url : from.path;
  } finally {
    local.dispose();
  }
}
