/**
 * The lab on real servers: two Kubernetes, a Gitea, and the same fleet and agent. It needs binaries that are built once;
 * everything that it starts ends with this process.
 */
import { join } from 'node:path';
import { ensureServers, type Servers } from '../../../scripts/servers/ensure';
import { startLabOn, type Backend } from '../assemble';
import { kubeconfigFor } from '../cluster';
import type { Ending } from '../ending';
import { pipelineAccount } from '../fleet/accounts';
import type { Lab, LabOptions } from '../lab';
import { clustersWithFaults, forgeWithFaults, noFaults } from './faults';
import { labCluster } from './lab';
import { clusterPort } from './pipeline/clusterPort';
import { forgePort } from './pipeline/forgePort';
import { letDeveloperReadSecrets } from './rights';
import { runClusters, runForge, runRegistry, type Clusters } from './servers';

/** @throws Impossible where the servers cannot be had, with what to do about it */
export async function startRealLab(options: LabOptions = {}): Promise<Lab> {
  const registry = options.registry ? (['registry'] as const) : [];
  const servers = await ensureServers(['etcd', 'kwok', 'gitea', 'kubernetes', ...registry]);
  return startLabOn(options, (folder, ending) => startServers(options, servers, folder, ending));
}

async function startServers(options: LabOptions, servers: Servers, folder: string, ending: Ending): Promise<Backend> {
  const { deployMs = 10, progress } = options;
  progress?.('Starting Gitea and two Kubernetes clusters');
  const [way, registry] = await Promise.all([
    waysTo(options, folder, servers, ending),
    runRegistry(options, folder, servers, ending),
  ]);
  const { forge, accounts, clusters } = way;
  const account = { name: pipelineAccount, token: await forge.createToken(pipelineAccount, ['all']) };
  return {
    forge,
    forgeUrl: way.forgeUrl,
    accounts,
    agent: {
      forge: forgePort({ url: forge.url, account, folder: join(folder, 'agent') }),
      clusters: { staging: clusterPort(clusters.staging), production: clusterPort(clusters.production) },
    },
    kubeconfig: kubeconfigFor(way.servers),
    cluster: labCluster(clusters),
    faults: { ...way.faults, registry: registry?.set ?? noFaults.registry },
    registry,
    touch: (services) => touch(clusters, services),
    workMs: deployMs / 2,
    patienceMs: 90_000,
  };
}

/** The servers, and how people reach them: straight, or past faults. The lab itself and its agent always go straight. */
async function waysTo({ faults = false }: LabOptions, folder: string, servers: Servers, ending: Ending) {
  if (!faults) {
    const [running, { clusters }] = await Promise.all([
      runForge(folder, servers, undefined, ending),
      runClusters(folder, servers, ending),
    ]);
    return { ...running, clusters, forgeUrl: running.forge.url, servers: clusters, faults: noFaults };
  }
  let url = '';
  const front = await forgeWithFaults(() => ({ url }), ending.signal);
  await ending.add(() => front.proxy.stop());
  const [running, { etcd, clusters }] = await Promise.all([
    runForge(folder, servers, front.proxy.url, ending),
    runClusters(folder, servers, ending),
  ]);
  url = running.forge.url;
  const fronts = await clustersWithFaults(clusters, etcd, ending);
  return {
    ...running,
    clusters,
    forgeUrl: front.proxy.url,
    servers: fronts.servers,
    faults: { forge: front.set, cluster: fronts.set, registry: noFaults.registry },
  };
}

async function touch({ staging, production }: Clusters, services: readonly string[]): Promise<void> {
  await letDeveloperReadSecrets(staging, services);
  if (!services.includes('catalog')) return;
  // Nobody measures the load here, so the autoscaler would never scale: what it would send is sent in its name.
  const catalog = { kind: 'Deployment', namespace: 'catalog', name: 'catalog' };
  await production.scale(catalog, 5, { manager: 'kube-controller-manager' });
  await production.rolledOut(catalog);
}
