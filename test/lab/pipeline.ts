import { Agent, type Target } from './agent/agent';
import { deployBefore, type Past } from './agent/before';
import type { LastStep } from './agent/lastStep';
import type { ClusterPort, ForgePort } from './agent/ports';
import type { Ending } from './ending';
import type { GrownRepository } from './fleet';
import { repositoryName, serviceOf } from './fleet/accounts';
import { environments, type Context } from './fleet/environments';
import { pastVerdict } from './fleet/pastPipelines';

export type ClusterPorts = Readonly<Record<Context, ClusterPort>>;

/** Brings every environment to where its history left it. */
export function deployFleet(
  fleet: readonly GrownRepository[],
  clusters: ClusterPorts,
  signal: AbortSignal,
  deadlineMs: number,
): Promise<void> {
  const past = fleet.flatMap((grown) => pastOf(grown, clusters));
  return deployBefore(past, signal, deadlineMs);
}

interface PipelineOptions {
  readonly forge: ForgePort;
  readonly clusters: ClusterPorts;
  readonly fleet: readonly GrownRepository[];
  /** What the work before the rollout takes. */
  readonly workMs: number;
  /** How long a rollout may take before it counts as failed. */
  readonly deadlineMs: number;
  readonly lastStep?: LastStep | undefined;
}

/** Starts the agent; `hook` is what the forge has to be told. What was deployed before it has its verdict already. */
export async function startAgent(
  { clusters, fleet, ...options }: PipelineOptions,
  ending: Ending,
): Promise<{ agent: Agent; hook: { url: string; secret: string } }> {
  const started = await Agent.start({
    ...options,
    targetOf: (repository, branch) => targetOf(repository, branch, clusters),
  });
  await ending.add(() => started.agent.stop());
  for (const { service, deployments } of fleet) {
    for (const [branch, chain] of deployments) {
      const head = chain.at(-1);
      if (head) started.agent.remember(repositoryName(service), branch, head.id, pastVerdict(head));
    }
  }
  return started;
}

/** Of whatever repository the shop has, also of one that came later. */
function targetOf(repository: string, branch: string, clusters: ClusterPorts): Target | undefined {
  const environment = environments.find((candidate) => candidate.branch === branch);
  const service = serviceOf(repository);
  if (!environment || service === undefined) return undefined;
  const { name, context, namespaceOf } = environment;
  return { environment: name, cluster: clusters[context], namespace: namespaceOf(service) };
}

/** The last deployment of each branch that succeeded, and those after it. */
function pastOf({ service, deployments }: GrownRepository, clusters: ClusterPorts): readonly Past[] {
  return environments.map(({ branch, context, namespaceOf }) => {
    const chain = deployments.get(branch) ?? [];
    const lastGood = chain.findLastIndex((commit) => pastVerdict(commit) === 'success');
    const last = chain.slice(lastGood).map((commit) => ({ files: commit.files, verdict: pastVerdict(commit) }));
    return { cluster: clusters[context], namespace: namespaceOf(service), deployments: last };
  });
}
