import { startLabOn, type Backend } from '../assemble';
import { kubeconfigFor } from '../cluster';
import type { Ending } from '../ending';
import { pipelineAccount } from '../fleet/accounts';
import type { Lab, LabOptions } from '../lab';
import { clusterPort, forgePort } from './agentPorts';
import { labCluster, labFaults } from './lab';
import { runClusters, runForge, runRegistry } from './servers';

/** Starts the embedded lab: forge, two clusters, the fleet, and the agent that deploys what is pushed. */
export function startEmbeddedLab(options: LabOptions = {}): Promise<Lab> {
  return startLabOn(options, (folder, ending) => startServers(options, folder, ending));
}

async function startServers(options: LabOptions, folder: string, ending: Ending): Promise<Backend> {
  const { deployMs = 10, progress } = options;
  progress?.('Starting the forge and two clusters');
  const podReadyMs = Math.min(deployMs / 2, 400); // pods come one after the other
  const [{ forge, accounts }, clusters, registry] = await Promise.all([
    runForge(folder, ending, options.forge),
    runClusters(
      podReadyMs,
      ending,
      options.historyLength === undefined ? {} : { historyLength: options.historyLength },
    ),
    options.registry ? runRegistry(ending) : undefined,
  ]);
  const { staging, production } = clusters;
  return {
    forge,
    forgeUrl: forge.url,
    accounts,
    agent: {
      forge: forgePort(forge, pipelineAccount),
      clusters: { staging: clusterPort(staging), production: clusterPort(production) },
    },
    kubeconfig: kubeconfigFor(clusters),
    cluster: labCluster(clusters),
    faults: labFaults(forge, clusters, registry),
    forgetRequests: () => {
      forge.clearRequests();
      for (const { audit } of Object.values(clusters)) audit.clear();
    },
    registry: registry && { target: registry, url: registry.url },
    touch: async (services) => {
      await Promise.resolve(); // what the cluster refuses rejects
      if (!services.includes('catalog')) return;
      production.scaleByHpa({ kind: 'HorizontalPodAutoscaler', namespace: 'catalog', name: 'catalog' }, 5);
    },
    workMs: deployMs - podReadyMs,
    patienceMs: 20_000,
  };
}
