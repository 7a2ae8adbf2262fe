/**
 * A Kubernetes API server in one process: as much of the API as Branchline and `kubectl` use, told truthfully
 * (defaulting, managedFields, watches, errors), with workloads that come up, and faults that a test switches on.
 */
export { startCluster, type ClusterDouble, type ClusterOptions, type ObjectRef } from './cluster';
export { kubeconfigFor } from './kubeconfig';
export type { KubeObject, Manifest } from './model/object';
export type { ClusterFault } from './serve/faults';
