import type { LabCluster, LabRequest } from '../lab';
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
    requests: async () =>
      (await Promise.all(Object.entries(clusters).map(([context, cluster]) => requestsTo(context, cluster)))).flat(),
  };
}

async function requestsTo(context: string, cluster: Kubernetes): Promise<readonly LabRequest[]> {
  return (await cluster.auditEvents()).map(({ user, verb, requestURI, objectRef }) => ({
    context,
    user: user.username,
    verb,
    path: requestURI,
    ...(objectRef?.resource === undefined ? {} : { resource: objectRef.resource }),
  }));
}

function clusterOf(clusters: Clusters, context: string): Kubernetes {
  const found = Object.entries(clusters).find(([name]) => name === context);
  if (!found) throw new Error(`The lab has no cluster ${context}`);
  return found[1];
}
