import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kubeconfigFor } from '../cluster';
import { Ending } from '../ending';
import { serviceNames } from '../fleet';
import { owner, pipelineAccount, repositoryName } from '../fleet/accounts';
import { seedRepositories } from '../fleet/seed';
import { makeWorkspace } from '../fleet/workspace';
import type { Lab, LabOptions } from '../lab';
import { deployFleet, startAgent, tokenVariable } from '../pipeline';
import { clusterPort, forgePort } from './agentPorts';
import { labForge } from '../labForge';
import { labCluster, labFaults } from './lab';
import { runClusters, runForge } from './servers';

/** How long anything in the lab may take before it counts as stuck, on top of what deployments take by design. */
const patienceMs = 20_000;

/** Starts the embedded lab: forge, two clusters, the fleet, and the agent that deploys what is pushed. */
export async function startLab(options: LabOptions = {}): Promise<Lab> {
  const ending = new Ending();
  try {
    return await start(options, ending);
  } catch (error) {
    await ending.run();
    throw error;
  }
}

async function start(options: LabOptions, ending: Ending): Promise<Lab> {
  const { deployMs = 10, progress = () => undefined } = options;
  const services = serviceNames.filter((service) => options.services?.includes(service) ?? true);
  const folder = await mkdtemp(join(tmpdir(), 'branchline-lab-'));
  await ending.add(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));

  progress('Starting the forge and two clusters');
  const [{ forge, accounts }, clusters] = await Promise.all([
    runForge(folder, ending),
    runClusters(podReadyMs(deployMs), ending),
  ]);
  const ports = { staging: clusterPort(clusters.staging), production: clusterPort(clusters.production) };

  progress(`Growing the histories of ${services.length} services`);
  const fleet = await seedRepositories(forge, options.services ?? services, options.now ?? new Date());

  progress('Deploying every environment, cloning what is open in the workspace');
  const workspace = join(folder, 'workspace');
  const kubeconfig = join(folder, 'kubeconfig');
  await Promise.all([
    deployFleet(fleet, ports, ending.signal, patienceMs),
    makeWorkspace({
      folder: workspace,
      signal: ending.signal,
      services,
      forge: forge.url,
      account: accounts.developer,
      repositoryUrl: (service) => `${forge.url}/${repositoryName(service)}.git`,
      repositoryPath: (service) => forge.repositoryPath(repositoryName(service)),
    }),
    writeFile(kubeconfig, kubeconfigFor(clusters), { mode: 0o600 }),
  ]);
  if (services.includes('catalog')) {
    clusters.production.scaleByHpa({ kind: 'HorizontalPodAutoscaler', namespace: 'catalog', name: 'catalog' }, 5);
  }

  progress('Waiting for pushes');
  const { agent, hook } = await startAgent(
    {
      forge: forgePort(forge, pipelineAccount),
      clusters: ports,
      fleet,
      workMs: deployMs - podReadyMs(deployMs),
      deadlineMs: deployMs * 10 + patienceMs,
    },
    ending,
  );
  forge.addHook({ owner }, { ...hook, events: ['push'] });
  return {
    forge: labForge(forge, accounts),
    cluster: labCluster(kubeconfig, clusters),
    faults: labFaults(forge, clusters),
    services,
    workspace,
    environment: { KUBECONFIG: kubeconfig, [tokenVariable(forge.url)]: accounts.developer.token },
    settled: (service, branch) => {
      const patience = AbortSignal.timeout(deployMs * 20 + patienceMs);
      return agent.settled(repositoryName(service), branch, AbortSignal.any([ending.signal, patience]));
    },
    dispose: () => ending.run(),
  };
}

/** Of a deployment's time, what each pod takes to get ready: pods come one after the other. */
const podReadyMs = (deployMs: number): number => Math.min(deployMs / 2, 400);
