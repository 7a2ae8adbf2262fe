import type { Ending } from '../../ending';
import type { Lab } from '../../lab';
import type { Etcd } from '../kubernetes';
import type { Clusters } from '../servers';
import { ClusterFaults } from './cluster';

export { forgeWithFaults } from './forge';
export { registryWithFaults } from './registry';

/** A way to each cluster on which faults may lie. */
export async function clustersWithFaults({ staging, production }: Clusters, etcd: Etcd, ending: Ending) {
  const faulty = async (cluster: Clusters['staging']) => {
    const { proxy, set } = await ClusterFaults.inFrontOf(cluster, etcd, ending.signal);
    await ending.add(() => proxy.stop());
    return { set, server: { url: proxy.url, certificate: proxy.certificate, users: cluster.users } };
  };
  const [one, other] = await Promise.all([faulty(staging), faulty(production)]);
  const ways = new Map([
    ['staging', one],
    ['production', other],
  ]);
  const set: Lab['faults']['cluster'] = (context, fault) => {
    const way = ways.get(context);
    if (!way) throw new Error(`The lab has no cluster ${context}`);
    way.set(fault);
  };
  return { servers: { staging: one.server, production: other.server }, set };
}

/** For a lab that was started without. */
export const noFaults = { forge: refuse, cluster: refuse, registry: refuse } satisfies Lab['faults'];

function refuse(): never {
  throw new Error('This lab has no faults: start it with `faults: true`, which puts a proxy in front of each server');
}
