import type { LabCluster } from '../lab';
import type { Kubernetes } from './kubernetes';
import type { Clusters } from './servers';

export function labCluster(clusters: Clusters): Omit<LabCluster, 'kubeconfig'> {
  return {
    scale: async (context, namespace, name, replicas) =>
      clusterOf(clusters, context).scale({ kind: 'Deployment', namespace, name }, replicas, { manager: 'kubectl' }),
    edit: async (context, namespace, kind, name, mergePatch, manager = 'kubectl-edit') =>
      clusterOf(clusters, context).edit({ kind, namespace, name }, mergePatch, { manager }),
    remove: async (context, namespace, kind, name) => clusterOf(clusters, context).remove({ kind, namespace, name }),
    get: async (context, namespace, kind, name) => clusterOf(clusters, context).get({ kind, namespace, name }),
  };
}

function clusterOf(clusters: Clusters, context: string): Kubernetes {
  const found = Object.entries(clusters).find(([name]) => name === context);
  if (!found) throw new Error(`The lab has no cluster ${context}`);
  return found[1];
}
