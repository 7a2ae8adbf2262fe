import { ForgeBatch } from '../../forge/forgeBatch';
import type { ForgeConnections } from '../../forge/connect';
import { asciiLower } from '../../support/ascii';
import { BranchlineError } from '../../support/errors';
import type { Disposable } from '../../support/disposable';
import { message } from '../../support/message';
import { forgeConnections, placesOf, type RequestOptions } from '../access/forgeClients';
import type { RelayForge } from '../config/resolve';
import type { RelayRepository } from '../repository';
import type { ReadablePlace, ReadingWorld } from './readPlace';

/** Where the relay reads repositories: one client for each forge, so that its pace and what it holds are of all that is read there. */
export class ForgePlaces implements Disposable {
  readonly world: ReadingWorld;
  private readonly connections = new Map<string, ForgeConnections>();
  private readonly heads: ReadingWorld['heads'] & Disposable;
  private readonly checks: ReadingWorld['checks'] & Disposable;

  constructor(
    private readonly forges: ReadonlyMap<string, RelayForge>,
    private readonly options: RequestOptions,
  ) {
    this.heads = new ForgeBatch((client, requests, signal) => Promise.resolve(client.headsEach(requests, signal)));
    this.checks = new ForgeBatch((client, requests, signal) => Promise.resolve(client.checksOf(requests, signal)));
    this.world = { heads: this.heads, checks: this.checks, clock: options.clock };
  }

  /** Whether it is read at all: the configuration has a token for its forge, and tells of the repository. */
  isRead({ host, path }: RelayRepository): boolean {
    const forge = this.forges.get(host);
    return forge?.token !== undefined && forge.covers(asciiLower(path));
  }

  /** @throws BranchlineError where it is not read; ForgeError */
  async place({ host, path }: RelayRepository, signal: AbortSignal): Promise<ReadablePlace> {
    const forge = this.forges.get(host);
    const [found] = forge ? await placesOf(forge, [path], signal) : [];
    const [asked] = found?.asked ?? [];
    if (!forge?.token || !found || !asked)
      throw new BranchlineError('relay/notRead', message('The relay does not read this repository.'));
    const key = `${host} ${found.identity.apiBase}`;
    const connections = this.connections.get(key) ?? forgeConnections(forge, found.identity, forge.token, this.options);
    this.connections.set(key, connections);
    return { client: connections.client(found.identity), repository: asked.repository };
  }

  dispose(): void {
    this.heads.dispose();
    this.checks.dispose();
  }
}
