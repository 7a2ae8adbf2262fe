import { prunableKinds } from '../../agent/deployment';
import { reasonOf } from '../../agent/pods';
import { manager, type ClusterPort, type Deployment, type Manifest } from '../../agent/ports';
import type { LiveObject } from '../../lab';
import type { Kubernetes } from '../kubernetes';

/** The agent's way to an API server: the real `kubectl` applies, and what the control plane makes of it is looked at. */
export function clusterPort(kubernetes: Kubernetes): ClusterPort {
  return {
    deploy: async (deployments) => {
      await Promise.all(deployments.map(({ namespace }) => kubernetes.ensureNamespace(namespace)));
      await Promise.all(shares(deployments).map((share) => apply(kubernetes, share)));
      await prune(kubernetes, deployments);
    },
    rolledOut: (workload, signal) => kubernetes.rolledOut(workload, signal),
    whyNotStarted: async (namespace) => reasonOf(await kubernetes.list('Pod', namespace)),
  };
}

async function apply(kubernetes: Kubernetes, items: readonly Manifest[]): Promise<void> {
  const how = ['--server-side', `--field-manager=${manager}`, '--force-conflicts', '--output=name'];
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  await kubernetes.kubectl(['apply', ...how, '--filename=-'], list);
}

/** So many objects are worth a process of their own. */
const shareSize = 60;

/** What is applied side by side; objects of one namespace stay together, in their order. */
function shares(deployments: readonly Deployment[]): readonly (readonly Manifest[])[] {
  const all: Manifest[][] = [];
  for (const { manifests } of deployments) {
    const last = all.at(-1);
    if (last && last.length + manifests.length <= shareSize) last.push(...manifests);
    else if (manifests.length > 0) all.push([...manifests]);
  }
  return all;
}

/** Removes what was applied once and is no longer there. */
async function prune(kubernetes: Kubernetes, deployments: readonly Deployment[]): Promise<void> {
  const key = (namespace: unknown, kind: string, name: unknown): string => [namespace, kind, name].join('/');
  const wanted = new Set(
    deployments.flatMap(({ namespace, manifests }) =>
      manifests.map(({ kind, metadata }) => key(namespace, kind, metadata.name)),
    ),
  );
  const namespaces = new Set<unknown>(deployments.map(({ namespace }) => namespace));
  const only = deployments.length === 1 ? deployments[0]?.namespace : undefined;
  await Promise.all(
    prunableKinds.map(async (kind) => {
      for (const { metadata } of await kubernetes.list(kind, only)) {
        const { namespace, name } = metadata;
        if (!namespaces.has(namespace) || wanted.has(key(namespace, kind, name)) || !isOurs(metadata)) continue;
        await kubernetes.remove({ kind, namespace: String(namespace), name: String(name) });
      }
    }),
  );
}

function isOurs({ managedFields }: LiveObject['metadata']): boolean {
  const entries = (managedFields ?? []) as readonly { manager?: string; operation?: string }[];
  return entries.some((entry) => entry.manager === manager && entry.operation === 'Apply');
}
