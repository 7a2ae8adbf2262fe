/**
 * Kubernetes itself, built from its Go modules: API server, etcd, controllers and scheduler; kwok plays the node. Starting
 * it takes seconds, and everything of it ends with this process.
 */
export { startEtcd, type Etcd } from './etcd';
export { startKubernetes, type Kubernetes } from './kubernetes';
export type { AuditEvent } from './audit';
