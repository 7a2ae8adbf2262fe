import type { KubeObject, Manifest } from './model/object';
import type { Audit } from './serve/audit';
import type { User } from './serve/auth';
import type { ClusterFault } from './serve/faults';

export interface ObjectRef {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

/** Who writes, as managedFields will name them. */
export interface Writer {
  readonly manager: string;
}

export interface ClusterOptions {
  /** Shown in messages only, e.g. `staging`. */
  readonly name: string;
  /** How long a Pod takes to become ready, or to fail. Default 5 ms. */
  readonly podReadyMs?: number;
  /** How long a rollout may make no progress, in place of `progressDeadlineSeconds`. Default 250 ms. */
  readonly progressDeadlineMs?: number;
  /** How often quiet watches that asked for it get a bookmark. Default one minute, as the real one. */
  readonly bookmarkMs?: number;
  /** How many changes a watch may go back. Default 5,000. */
  readonly historyLength?: number;
  readonly users?: readonly User[];
  readonly now?: () => Date;
}

/** A running API server. Methods that write do so at once, as a person or tool with every right would. */
export interface ClusterDouble {
  readonly name: string;
  /** `https://127.0.0.1:PORT` */
  readonly url: string;
  /** PEM of the certificate to trust. */
  readonly certificate: string;
  readonly audit: Audit;
  readonly users: readonly User[];

  /** Creates the namespace with what the control plane puts in each, if it is not there. */
  ensureNamespace(name: string): void;
  /** Server-side apply. Conflicts are overridden unless `force: false`. Throws {@link ApiError}. */
  apply(manifest: Manifest, writer: Writer & { readonly force?: boolean }): KubeObject;
  /** JSON merge patch. */
  edit(ref: ObjectRef, mergePatch: object, writer: Writer): KubeObject;
  /** Through the `scale` subresource. */
  scale(ref: ObjectRef, replicas: number, writer: Writer): KubeObject;
  /** What the autoscaler's controller does: scales its target and notes it in the status. `ref` names the autoscaler. */
  scaleByHpa(ref: ObjectRef, replicas: number): void;
  /** Replaces the status through the `status` subresource. */
  setStatus(ref: ObjectRef, status: object, writer: Writer): KubeObject;
  /** Removes the object and what it owns. */
  remove(ref: ObjectRef): void;
  get(ref: ObjectRef): KubeObject | undefined;
  list(kind: string, namespace?: string): readonly KubeObject[];
  /** Resolves when the workload has finished its rollout or failed to: deadline exceeded, Job failed, Pods that cannot start. */
  rolledOut(ref: ObjectRef, signal?: AbortSignal): Promise<'complete' | 'failed'>;

  /** Switches a fault on, until another or `none` replaces it. */
  fault(fault: ClusterFault): void;
  /** Closes every socket and timer. */
  stop(): Promise<void>;
}
