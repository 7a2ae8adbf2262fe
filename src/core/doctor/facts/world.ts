import { join } from 'node:path';
import type { Clusters } from '../../cluster/clusters';
import type { ClusterAddress } from '../../cluster/kubeconfig';
import type { ForgeBatch } from '../../forge/forgeBatch';
import type { LocationSources } from '../../fleet/observe/serviceLocation';
import type { HeadsAnswer, HeadsRequest } from '../../forge/types';
import { MirrorStore } from '../../git/mirror';
import type { Disposable } from '../../support/disposable';
import { ClusterPlace } from './clusterPlace';
import { Host } from './host';

export interface WorldOptions {
  /** A folder of our own; mirrors lie in it. */
  readonly storage: string;
  readonly places: LocationSources;
  readonly heads: ForgeBatch<HeadsRequest, HeadsAnswer>;
  readonly clusters: Clusters;
  /** For what is asked about one service. */
  readonly timeoutMs: number;
}

/**
 * What is looked at, each place by itself: hosts have mirrors and a queue of their own, clusters a sign-in of their own, so
 * that one that is dead holds up nobody else.
 */
export class World implements Disposable {
  private readonly hosts = new Map<string, Host>();
  private readonly clusters = new Map<string, ClusterPlace>();

  constructor(readonly options: WorldOptions) {}

  host(name: string): Host {
    const known = this.hosts.get(name);
    if (known) return known;
    const { storage, timeoutMs } = this.options;
    const folder = join(storage, 'mirrors', String(this.hosts.size));
    const host = new Host(new MirrorStore(folder, { fetchTimeoutMs: timeoutMs }));
    this.hosts.set(name, host);
    return host;
  }

  cluster(target: ClusterAddress): ClusterPlace {
    const key = target.kind === 'context' ? `context ${target.context}` : `server ${target.server}`;
    const known = this.clusters.get(key);
    if (known) return known;
    const place = new ClusterPlace(target, this.options.clusters.look(target));
    this.clusters.set(key, place);
    return place;
  }

  /** All clusters that anything was asked of. */
  get asked(): readonly ClusterPlace[] {
    return [...this.clusters.values()];
  }

  dispose(): void {
    for (const host of this.hosts.values()) host.dispose();
    for (const cluster of this.clusters.values()) cluster.dispose();
  }
}
