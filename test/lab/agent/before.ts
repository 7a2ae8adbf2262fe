import { placed, verify, type Outcome, type Place } from './deployment';
import { deployable, type Manifests } from './files';
import type { ClusterPort, Deployment } from './ports';
import { render } from './render';

type Verdict = Outcome['verdict'];

/** What had been deployed to a place before the agent began. */
export interface Past extends Place {
  /** The last deployment that succeeded, and those after it, which failed. */
  readonly deployments: readonly { readonly files: Manifests; readonly verdict: Verdict }[];
}

/** Brings every place to where its last deployment left it, all at once. */
export async function deployBefore(past: readonly Past[], signal: AbortSignal, deadlineMs: number): Promise<void> {
  // What failed leaves the pods of what succeeded before it, so that has to be complete first.
  for (const verdict of ['success', 'failure'] as const) {
    const steps = [...byCluster(past, verdict)].map(async ([cluster, deployments]) => {
      await cluster.deploy(deployments, signal);
      if (verdict === 'failure') return;
      await Promise.all(deployments.map((deployment) => verify(cluster, deployment, signal, deadlineMs)));
    });
    await Promise.all(steps);
  }
}

/** The last deployment of each place that ended so. */
function byCluster(past: readonly Past[], wanted: Verdict): ReadonlyMap<ClusterPort, readonly Deployment[]> {
  const found = new Map<ClusterPort, Deployment[]>();
  for (const { cluster, namespace, deployments } of past) {
    const last = deployments.findLast(({ verdict }) => verdict === wanted);
    if (!last) continue;
    const deployment = placed(render(deployable(last.files)), namespace);
    found.set(cluster, [...(found.get(cluster) ?? []), deployment]);
  }
  return found;
}
