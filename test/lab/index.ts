import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, type Target } from './agent/agent';
import { deployBefore, type Past } from './agent/before';
import { kubeconfigFor } from './cluster';
import { labCluster, labFaults, labForge } from './doubles';
import { Ending } from './ending';
import { serviceNames, type GrownRepository } from './fleet';
import { environments } from './fleet/environments';
import { pastVerdict } from './fleet/pastPipelines';
import { makeWorkspace } from './fleet/workspace';
import type { ForgeDouble } from './forge';
import { owner, pipelineAccount, repositoryName } from './fleet/accounts';
import { seedRepositories } from './fleet/seed';
import type { Lab, LabOptions } from './lab';
import { runClusters, runForge, type Clusters } from './servers';

export type * from './lab';

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
  const [running, clusters] = await Promise.all([runForge(folder, ending), runClusters(podReadyMs(deployMs), ending)]);
  const { forge, accounts } = running;

  progress(`Growing the histories of ${services.length} services`);
  const fleet = await seedRepositories(forge, options.services ?? services, options.now ?? new Date());

  progress('Deploying every environment, cloning what is open in the workspace');
  const workspace = join(folder, 'workspace');
  const repositoryUrl = (service: string): string => `${forge.url}/${repositoryName(service)}.git`;
  const kubeconfig = join(folder, 'kubeconfig');
  await Promise.all([
    deployBefore(
      fleet.flatMap((grown) => pastOf(grown, clusters)),
      ending.signal,
      patienceMs,
    ),
    makeWorkspace({
      folder: workspace,
      signal: ending.signal,
      services,
      forge: forge.url,
      account: accounts.developer,
      repositoryUrl,
      repositoryPath: (service) => forge.repositoryPath(repositoryName(service)),
    }),
    writeFile(kubeconfig, kubeconfigFor(clusters), { mode: 0o600 }),
  ]);
  if (services.includes('catalog')) {
    clusters.production.scaleByHpa({ kind: 'HorizontalPodAutoscaler', namespace: 'catalog', name: 'catalog' }, 5);
  }

  progress('Waiting for pushes');
  const agent = await startAgent(forge, clusters, deployMs, ending);
  for (const grown of fleet) rememberHeads(agent, grown);
  return {
    forge: labForge(running),
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

/** Where `branchline` looks for the token of a forge: the host, with its port, in capitals. */
function tokenVariable(forge: string): string {
  return `BRANCHLINE_TOKEN_${new URL(forge).host.replace(/[^A-Za-z0-9]/g, '_').toUpperCase()}`;
}

async function startAgent(forge: ForgeDouble, clusters: Clusters, deployMs: number, ending: Ending): Promise<Agent> {
  const { agent, hook } = await Agent.start({
    forge,
    account: pipelineAccount,
    targetOf: (repository, branch) => targetOf(repository, branch, clusters),
    workMs: deployMs - podReadyMs(deployMs),
    deadlineMs: deployMs * 10 + patienceMs,
  });
  await ending.add(() => agent.stop());
  forge.addHook({ owner }, { ...hook, events: ['push'] });
  return agent;
}

/** What was deployed before the agent began has its verdict already. */
function rememberHeads(agent: Agent, { service, deployments }: GrownRepository): void {
  for (const [branch, chain] of deployments) {
    const head = chain.at(-1);
    if (head) agent.remember(repositoryName(service), branch, head.id, pastVerdict(head));
  }
}

function targetOf(repository: string, branch: string, clusters: Clusters): Target | undefined {
  const environment = environments.find((candidate) => candidate.branch === branch);
  const service = serviceNames.find((name) => repositoryName(name) === repository);
  if (!environment || service === undefined) return undefined;
  const { name, context, namespaceOf } = environment;
  return { environment: name, cluster: clusters[context], namespace: namespaceOf(service) };
}

/** The last deployment of each branch, and where that failed the one before it. */
function pastOf({ service, deployments }: GrownRepository, clusters: Clusters): readonly Past[] {
  return environments.map(({ branch, context, namespaceOf }) => {
    const chain = deployments.get(branch) ?? [];
    const lastGood = chain.findLastIndex((commit) => pastVerdict(commit) === 'success');
    const last = chain.slice(lastGood).map((commit) => ({ files: commit.files, verdict: pastVerdict(commit) }));
    return { cluster: clusters[context], namespace: namespaceOf(service), deployments: last };
  });
}
