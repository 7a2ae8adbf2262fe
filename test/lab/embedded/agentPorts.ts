import { prunableKinds } from '../agent/deployment';
import { filesAt } from '../agent/files';
import { reasonOf } from '../agent/pods';
import { manager, type ClusterPort, type Deployment, type ForgePort } from '../agent/ports';
import type { ClusterDouble, KubeObject } from '../cluster';
import type { AnyForge, RepositoryName } from '../forge';

/** The agent's way to a forge on this machine. */
export function forgePort(forge: AnyForge, account: string): ForgePort {
  const named = (repository: string): RepositoryName => repository as RepositoryName;
  return {
    head: async (repository, branch) => (await forge.heads(named(repository))).get(branch),
    filesAt: (repository, commit, signal) => filesAt(forge.repositoryPath(named(repository)), commit, signal),
    postStatus: (repository, commit, status) => forge.postStatus(named(repository), commit, { as: account, ...status }),
  };
}

/** The agent's way to an embedded cluster. */
export function clusterPort(cluster: ClusterDouble): ClusterPort {
  return {
    deploy: async (deployments) => {
      await Promise.resolve(); // what the cluster refuses rejects
      for (const deployment of deployments) deploy(cluster, deployment);
    },
    rolledOut: (workload, signal) => cluster.rolledOut(workload, signal),
    whyNotStarted: (namespace) => Promise.resolve(reasonOf(cluster.list('Pod', namespace))),
  };
}

function deploy(cluster: ClusterDouble, { namespace, manifests }: Deployment): void {
  cluster.ensureNamespace(namespace);
  for (const manifest of manifests) cluster.apply(manifest, { manager });
  const wanted = new Set(manifests.map(({ kind, metadata }) => `${kind}/${metadata.name}`));
  for (const kind of prunableKinds) {
    for (const { metadata } of cluster.list(kind, namespace).filter(isOurs)) {
      if (!wanted.has(`${kind}/${metadata.name}`)) cluster.remove({ kind, namespace, name: metadata.name });
    }
  }
}

function isOurs({ metadata }: KubeObject): boolean {
  return (metadata.managedFields ?? []).some((entry) => entry.manager === manager && entry.operation === 'Apply');
}
