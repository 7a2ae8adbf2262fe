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
import { labCluster } from './lab';
import { clusterPort } from './pipeline/clusterPort';
import { forgePort } from './pipeline/forgePort';
import { letDeveloperReadSecrets } from './rights';
import { runClusters, runForge, type Clusters } from './servers';

/** @throws Impossible where the servers cannot be had, with what to do about it */
export async function startRealLab(options: LabOptions = {}): Promise<Lab> {
  const servers = await ensureServers();
  return startLabOn(options, (folder, ending) => startServers(options, servers, folder, ending));
}

async function startServers(options: LabOptions, servers: Servers, folder: string, ending: Ending): Promise<Backend> {
  const { deployMs = 10, progress } = options;
  progress?.('Starting Gitea and two Kubernetes clusters');
  const [{ forge, accounts }, clusters] = await Promise.all([
    runForge(folder, servers, ending),
    runClusters(folder, servers, ending),
  ]);
  const account = { name: pipelineAccount, token: await forge.createToken(pipelineAccount, ['all']) };
  return {
    forge,
    accounts,
    agent: {
      forge: forgePort({ url: forge.url, account, folder: join(folder, 'agent') }),
      clusters: { staging: clusterPort(clusters.staging), production: clusterPort(clusters.production) },
    },
    kubeconfig: kubeconfigFor(clusters),
    cluster: labCluster(clusters),
    faults: noFaults,
    touch: (services) => touch(clusters, services),
    workMs: deployMs / 2,
    patienceMs: 90_000,
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

const noFaults: Lab['faults'] = {
  forge: () => {
    throw new Error('This lab was started without faults');
  },
  cluster: () => {
    throw new Error('This lab was started without faults');
  },
};
