import { selfSigned } from './certificate';
import { notFound } from './model/errors';
import { kindNamed, kindOf, kinds } from './model/kinds';
import {
  numberAt,
  objectAt,
  stringAt,
  timestamp,
  type JsonObject,
  type KubeObject,
  type Manifest,
} from './model/object';
import { Store } from './model/store';
import { Controllers } from './run/controllers';
import { rolloutOf } from './run/rollout';
import type { Audit } from './serve/audit';
import { usualUsers, type User } from './serve/auth';
import type { ClusterFault } from './serve/faults';
import { ApiServer } from './serve/server';
import { mergePatch } from './write/patches';
import { ObjectWriter, type Target } from './write/writer';

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

  /** Forgets history, as etcd's compaction does: whoever continues from before is told 410. */
  compact(): void;
  /** Switches a fault on, until another or `none` replaces it. */
  fault(fault: ClusterFault): void;
  /** Closes every socket and timer. */
  stop(): Promise<void>;
}

/** Starts an API server on a free loopback port, with controllers that bring workloads up. */
export async function startCluster(options: ClusterOptions): Promise<ClusterDouble> {
  const now = options.now ?? (() => new Date());
  const store = new Store(options.historyLength ?? 5_000);
  const writer = new ObjectWriter(store, now);
  const users = options.users ?? usualUsers(kinds.map(({ resource }) => resource));
  const certificate = selfSigned(`${options.name} API server`, now());
  const server = new ApiServer({ store, writer, certificate, users, bookmarkMs: options.bookmarkMs ?? 60_000 });
  const controllers = new Controllers(store, writer, {
    podReadyMs: options.podReadyMs ?? 5,
    progressDeadlineMs: options.progressDeadlineMs ?? 250,
    now,
  });
  const url = await server.listen();

  const update = { operation: 'Update' } as const;
  const cluster: ClusterDouble = {
    name: options.name,
    url,
    certificate: certificate.certificate,
    audit: server.audit,
    users,
    ensureNamespace: (name) => {
      const kind = kindNamed('Namespace');
      if (store.get(kind, undefined, name)) return;
      const author = { manager: 'kubectl-create', ...update };
      writer.create(kind, undefined, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }, { author });
    },
    apply: (manifest, { manager, force = true }) => {
      const kind = kindOf(manifest.apiVersion, manifest.kind);
      const { name, namespace } = manifest.metadata;
      return writer.apply({ kind, namespace: kind.namespaced ? namespace : undefined, name }, manifest as JsonObject, {
        author: { manager, operation: 'Apply' },
        conflicts: force ? 'take' : 'refuse',
      });
    },
    edit: (ref, patch, { manager }) =>
      writer.update(targetOf(ref), (live) => mergePatch(live, patch as JsonObject), { author: { manager, ...update } }),
    scale: (ref, replicas, { manager }) => writer.scale(targetOf(ref), replicas, { author: { manager, ...update } }),
    scaleByHpa: (ref, replicas) => scaleByHpa(writer, targetOf(ref), replicas, now()),
    setStatus: (ref, status, { manager }) =>
      writer.update(targetOf(ref), (live) => ({ ...live, status: status as JsonObject }), {
        author: { manager, ...update, subresource: 'status' },
      }),
    remove: (ref) => {
      writer.remove(targetOf(ref));
    },
    get: (ref) => {
      const { kind, namespace, name } = targetOf(ref);
      return store.get(kind, namespace, name);
    },
    list: (kind, namespace) => store.list(kindNamed(kind), namespace),
    rolledOut: (ref, signal) => rolledOut(store, targetOf(ref), signal),
    compact: () => server.compact(),
    fault: (fault) => server.faults.set(fault),
    stop: async () => {
      controllers.stop();
      await server.stop();
    },
  };
  return cluster;
}

function targetOf({ kind: name, namespace, name: object }: ObjectRef): Target {
  const kind = kindNamed(name);
  return { kind, namespace: kind.namespaced ? namespace : undefined, name: object };
}

function scaleByHpa(writer: ObjectWriter, target: Target, replicas: number, now: Date): void {
  const author = { manager: 'kube-controller-manager', operation: 'Update' } as const;
  const autoscaler = writer.live(target);
  const reference = objectAt(autoscaler, 'spec', 'scaleTargetRef');
  const scaled: Target = {
    kind: kindNamed(stringAt(reference, 'kind') ?? ''),
    namespace: target.namespace,
    name: stringAt(reference, 'name') ?? '',
  };
  const before = numberAt(writer.live(scaled), 'spec', 'replicas') ?? 0;
  writer.scale(scaled, replicas, { author });
  const status = { currentReplicas: before, desiredReplicas: replicas, lastScaleTime: timestamp(now) };
  writer.update(target, (live) => ({ ...live, status: { ...objectAt(live, 'status'), ...status } }), {
    author: { ...author, subresource: 'status' },
  });
}

function rolledOut(store: Store, target: Target, signal: AbortSignal | undefined): Promise<'complete' | 'failed'> {
  const { kind, namespace, name } = target;
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const object = store.get(kind, namespace, name);
      const rollout = object ? rolloutOf(object, store) : 'absent';
      if (rollout === 'progressing') return;
      done();
      if (rollout === 'absent') reject(notFound(kind, name));
      else resolve(rollout);
    };
    const abort = (): void => {
      done();
      reject(signal?.reason instanceof Error ? signal.reason : new Error('aborted'));
    };
    const unsubscribe = store.onChange(({ object }) => {
      if (object.metadata.namespace === namespace) look();
    });
    const done = (): void => {
      unsubscribe();
      signal?.removeEventListener('abort', abort);
    };
    signal?.addEventListener('abort', abort, { once: true });
    look();
  });
}
