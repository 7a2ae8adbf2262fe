import type { ClusterTarget, Environment } from '../../catalog/catalog';

/** The cluster in which it is told who moves the branch of an environment: the one that the catalog names for that, else the one deployed to. */
export function enginePlace({ cluster, movedBy }: Environment): ClusterTarget | undefined {
  if (movedBy?.kind !== 'engine' || !movedBy.at) return cluster;
  const { at } = movedBy;
  return { ...at.cluster, namespace: at.namespace ?? cluster?.namespace ?? 'default' };
}
