import type { ClusterDouble } from '../cluster';
import type { ForgeDouble } from '../forge';
import type { LabCluster, LabFaults } from '../lab';
import type { RegistryDouble } from '../registry';
import type { Clusters } from './servers';

export function labCluster(clusters: Clusters): Omit<LabCluster, 'kubeconfig'> {
  const of = clusterOf(clusters);
  return {
    scale: (context, namespace, name, replicas) =>
      soon(() => void of(context).scale({ kind: 'Deployment', namespace, name }, replicas, { manager: 'kubectl' })),
    edit: (context, namespace, kind, name, mergePatch, manager = 'kubectl-edit') =>
      soon(() => void of(context).edit({ kind, namespace, name }, mergePatch, { manager })),
    remove: (context, namespace, kind, name) => soon(() => of(context).remove({ kind, namespace, name })),
    get: (context, namespace, kind, name) => soon(() => of(context).get({ kind, namespace, name })),
    requests: () =>
      soon(() =>
        Object.entries(clusters).flatMap(([context, { audit }]) =>
          audit.entries.map((entry) => ({ context, ...entry })),
        ),
      ),
  };
}

export function labFaults(forge: ForgeDouble, clusters: Clusters, registry: RegistryDouble | undefined): LabFaults {
  const of = clusterOf(clusters);
  return {
    forge: (fault) => forge.setFault(fault),
    cluster: (context, fault) => of(context).fault(fault),
    registry: (fault) => {
      if (!registry) throw new Error('The lab has no registry: start it with `registry: true`');
      registry.fault(fault);
    },
  };
}

const clusterOf =
  (clusters: Clusters) =>
  (context: string): ClusterDouble => {
    const found = Object.entries(clusters).find(([name]) => name === context);
    if (!found) throw new Error(`The lab has no cluster ${context}`);
    return found[1];
  };

/** The interface promises; this backend is done at once. What it throws rejects. */
async function soon<T>(action: () => T): Promise<T> {
  await Promise.resolve();
  return action();
}
