/**
 * A Kubernetes API server in one process: as much of the API as Branchline and `kubectl` use, told truthfully
 * (defaulting, managedFields, watches, errors), with workloads that come up, and faults that a test switches on.
 */
export { startCluster, type ClusterDouble, type ClusterOptions, type ObjectRef, type Writer } from './cluster';
export { kubeconfigFor } from './kubeconfig';
export { ApiError } from './model/errors';
export type { KubeObject, Manifest, ManagedFieldsEntry } from './model/object';
export type { ClusterFault } from './serve/faults';
export type { AuditEntry } from './serve/audit';
export type { User, Rule } from './serve/auth';
