import { setTimeout as delay } from 'node:timers/promises';
import type { ClusterDouble, KubeObject, Manifest, ObjectRef } from '../cluster';
import { InvalidManifests } from './render';

export const manager = 'branchline-lab';

/** A cluster and the namespace that one branch of one service is deployed to. */
export interface Place {
  readonly cluster: ClusterDouble;
  readonly namespace: string;
}

export type Outcome = { readonly verdict: 'success' | 'failure'; readonly description: string };

/** Configuration first, so that no pod starts with an old one. */
const order = ['ServiceAccount', 'ConfigMap', 'Secret', 'Service', 'StatefulSet', 'Deployment', 'CronJob'];
const workloads = ['Deployment', 'StatefulSet'];
const prunable = [...order, 'Ingress', 'HorizontalPodAutoscaler', 'ServiceMonitor'];

/** Throws {@link InvalidManifests} where an object would land in somebody else's namespace. */
export function placed(manifests: readonly Manifest[], namespace: string): readonly Manifest[] {
  for (const { kind, metadata } of manifests) {
    if (metadata.namespace !== undefined && metadata.namespace !== namespace) {
      throw new InvalidManifests(
        `${kind} ${metadata.name} names the namespace ${metadata.namespace}; this branch deploys to ${namespace}`,
      );
    }
  }
  const rank = ({ kind }: Manifest): number => (order.includes(kind) ? order.indexOf(kind) : order.length);
  return manifests
    .map((manifest) => ({ ...manifest, metadata: { ...manifest.metadata, namespace } }))
    .sort((a, b) => rank(a) - rank(b));
}

/** Makes the namespace what the manifests say: applies them, and removes what was applied once and is no longer there. */
export function apply({ cluster, namespace }: Place, manifests: readonly Manifest[]): void {
  cluster.ensureNamespace(namespace);
  for (const manifest of manifests) cluster.apply(manifest, { manager });
  const wanted = new Set(manifests.map(({ kind, metadata }) => `${kind}/${metadata.name}`));
  for (const kind of prunable) {
    for (const { metadata } of cluster.list(kind, namespace).filter(isOurs)) {
      if (!wanted.has(`${kind}/${metadata.name}`)) cluster.remove({ kind, namespace, name: metadata.name });
    }
  }
}

/** Waits until every workload has rolled out or failed to. */
export async function verify(
  { cluster, namespace }: Place,
  manifests: readonly Manifest[],
  signal: AbortSignal,
  deadlineMs: number,
): Promise<Outcome> {
  const refs = manifests
    .filter(({ kind }) => workloads.includes(kind))
    .map(({ kind, metadata }) => ({ kind, namespace, name: metadata.name }));
  const results = await Promise.all(
    refs.map(async (ref) => ({ ref, result: await rolledOut(cluster, ref, signal, deadlineMs) })),
  );
  const failed = results.find(({ result }) => result !== 'complete');
  if (!failed) return { verdict: 'success', description: `${refs.length} of ${refs.length} workloads are ready` };
  const why = reason(cluster, namespace) ?? (failed.result === 'late' ? 'not ready in time' : 'did not become ready');
  return { verdict: 'failure', description: `${failed.ref.kind} ${failed.ref.name}: ${why}` };
}

async function rolledOut(
  cluster: ClusterDouble,
  ref: ObjectRef,
  signal: AbortSignal,
  deadlineMs: number,
): Promise<'complete' | 'failed' | 'late'> {
  const done = new AbortController();
  const ended = AbortSignal.any([signal, done.signal]);
  const late = delay(deadlineMs, 'late' as const, { signal: ended });
  late.catch(() => undefined); // ended because the rollout was over first
  try {
    return await Promise.race([cluster.rolledOut(ref, ended), late]);
  } finally {
    done.abort();
  }
}

/** What the first pod that cannot start says. */
function reason(cluster: ClusterDouble, namespace: string): string | undefined {
  for (const pod of cluster.list('Pod', namespace)) {
    for (const container of containersOf(pod)) {
      const { waiting, image } = container;
      if (waiting === 'ErrImagePull' || waiting === 'ImagePullBackOff') return `cannot pull ${image}`;
      if (waiting === 'CrashLoopBackOff') return `${container.name} crashes over and over`;
    }
  }
  return undefined;
}

interface Container {
  readonly name: string;
  readonly image: string;
  readonly waiting: string | undefined;
}

function containersOf(pod: KubeObject): readonly Container[] {
  const status = pod['status'] as
    | { containerStatuses?: readonly { name: string; image: string; state?: { waiting?: { reason?: string } } }[] }
    | undefined;
  return (status?.containerStatuses ?? []).map(({ name, image, state }) => ({
    name,
    image,
    waiting: state?.waiting?.reason,
  }));
}

function isOurs({ metadata }: KubeObject): boolean {
  return (metadata.managedFields ?? []).some((entry) => entry.manager === manager && entry.operation === 'Apply');
}
