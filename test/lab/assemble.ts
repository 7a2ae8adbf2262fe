import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { branchlineVerify } from './agent/lastStep';
import type { ForgePort } from './agent/ports';
import { Ending } from './ending';
import { serviceNames } from './fleet';
import { owner, repositoryName, type ShopAccounts } from './fleet/accounts';
import { seedRepositories } from './fleet/seed';
import { makeWorkspace } from './fleet/workspace';
import { clonePath, forgesVariable, type AnyForge } from './forge';
import type { Lab, LabCluster, LabOptions } from './lab';
import { labForge } from './labForge';
import { labRegistry } from './labRegistry';
import { labRelay } from './labRelay';
import type { Target } from './registry/push';
import { deployFleet, startAgent, type ClusterPorts } from './pipeline';

/** Running servers with nothing of the shop on them but its accounts. */
export interface Backend {
  readonly forge: AnyForge;
  /** Where people reach the forge. */
  readonly forgeUrl: string;
  readonly accounts: ShopAccounts;
  /** How the agent gets to forge and clusters. */
  readonly agent: { readonly forge: ForgePort; readonly clusters: ClusterPorts };
  /** Text of the kubeconfig that the editor gets. */
  readonly kubeconfig: string;
  readonly cluster: Omit<LabCluster, 'kubeconfig'>;
  readonly faults: Lab['faults'];
  /** Where the servers keep what they were asked in this process. */
  readonly forgetRequests?: () => void;
  /** Where one is asked for, and the address by which people reach it. */
  readonly registry?: { readonly target: Target; readonly url: string } | undefined;
  /** Once every environment is deployed: what others than the agent have done to it since. */
  readonly touch: (services: readonly string[]) => Promise<void>;
  /** Of a deployment, what the work before the rollout takes. */
  readonly workMs: number;
  /** How long anything may take before it counts as stuck, on top of what deployments take by design. */
  readonly patienceMs: number;
}

/** Starts a lab on these servers. What has been started ends where the start fails. */
export async function startLabOn(
  options: LabOptions,
  startServers: (folder: string, ending: Ending) => Promise<Backend>,
): Promise<Lab> {
  const ending = new Ending();
  const stop = (): void => void ending.run().catch(() => undefined); // whoever disposes of it is told
  options.signal?.addEventListener('abort', stop, { once: true });
  if (options.signal?.aborted) stop();
  try {
    const folder = await mkdtemp(join(tmpdir(), 'branchline-lab-'));
    await ending.add(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
    return await assemble(options, folder, await startServers(folder, ending), ending);
  } catch (error) {
    await ending.run();
    throw error;
  }
}

async function assemble(options: LabOptions, folder: string, backend: Backend, ending: Ending): Promise<Lab> {
  const { deployMs = 10, progress = () => undefined, forge: dialect = 'gitea' } = options;
  const { forge, forgeUrl, accounts, patienceMs } = backend;
  const services = serviceNames.filter((service) => options.services?.includes(service) ?? true);

  progress(`Growing the histories of ${services.length} services`);
  const fleet = await seedRepositories(forge, options.services ?? services, options.now ?? new Date());

  progress('Deploying every environment, cloning what is open in the workspace');
  const workspace = join(folder, 'workspace');
  const kubeconfig = join(folder, 'kubeconfig');
  await Promise.all([
    deployFleet(fleet, backend.agent.clusters, ending.signal, patienceMs),
    makeWorkspace({
      folder: workspace,
      signal: ending.signal,
      services,
      forge: forgeUrl,
      account: accounts.developer,
      repositoryUrl: (service) => forgeUrl + clonePath(dialect, repositoryName(service)),
      repositoryPath: (service) => forge.repositoryPath(repositoryName(service)),
    }),
    writeFile(kubeconfig, backend.kubeconfig, { mode: 0o600 }),
  ]);
  await backend.touch(services);

  progress('Waiting for pushes');
  const deadlineMs = deployMs * 10 + patienceMs;
  const docker =
    backend.registry && (await labRegistry(backend.registry.target, backend.registry.url, join(folder, 'docker')));
  const relay = options.relay
    ? await labRelay(forge, ending, { reads: options.relay === 'reads' ? accounts.reader.token : undefined })
    : undefined;
  const environment = {
    KUBECONFIG: kubeconfig,
    [tokenVariable(forgeUrl)]: accounts.developer.token,
    ...forgesVariable(dialect, forgeUrl),
    ...docker?.environment,
    ...(relay ? { BRANCHLINE_RELAY: relay.url, BRANCHLINE_RELAY_TOKEN: relay.token } : {}),
  };
  const lastStep = options.verify ? branchlineVerify({ workspace, environment, deadlineMs }) : undefined;
  const { agent, hook } = await startAgent(
    { ...backend.agent, fleet, workMs: backend.workMs, deadlineMs, lastStep },
    ending,
  );
  await forge.addHook({ owner }, { ...hook, events: ['push'] });
  return {
    forge: { ...labForge(forge, accounts), url: forgeUrl },
    cluster: { kubeconfig, ...backend.cluster },
    faults: backend.faults,
    forgetRequests: backend.forgetRequests ?? (() => undefined),
    ...(docker && { registry: docker.registry }),
    ...(relay && { relay }),
    services,
    workspace,
    environment,
    settled: (service, branch) => {
      const patience = AbortSignal.timeout(deployMs * 20 + patienceMs);
      return agent.settled(repositoryName(service), branch, AbortSignal.any([ending.signal, patience]));
    },
    dispose: () => ending.run(),
  };
}

/** Where `branchline` looks for the token of a forge: the host, with its port, in capitals. */
function tokenVariable(forge: string): string {
  return `BRANCHLINE_TOKEN_${new URL(forge).host.replace(/[^A-Za-z0-9]/g, '_').toUpperCase()}`;
}
