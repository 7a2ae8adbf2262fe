import { setTimeout as delay } from 'node:timers/promises';
import type { ClusterPort, Deployment, Manifest, ObjectRef } from './ports';
import { InvalidManifests } from './render';

/** A cluster and the namespace that one branch of one service is deployed to. */
export interface Place {
  readonly cluster: ClusterPort;
  readonly namespace: string;
}

export type Outcome = { readonly verdict: 'success' | 'failure'; readonly description: string };

/** Configuration first, so that no pod starts with an old one. */
const order = ['ServiceAccount', 'ConfigMap', 'Secret', 'Service', 'StatefulSet', 'Deployment', 'CronJob'];
const workloads = ['Deployment', 'StatefulSet'];

/** Kinds whose objects are removed when they leave git. */
export const prunableKinds: readonly string[] = [...order, 'Ingress', 'HorizontalPodAutoscaler', 'ServiceMonitor'];

/** Throws {@link InvalidManifests} where an object would land in somebody else's namespace. */
export function placed(manifests: readonly Manifest[], namespace: string): Deployment {
  for (const { kind, metadata } of manifests) {
    if (metadata.namespace !== undefined && metadata.namespace !== namespace) {
      throw new InvalidManifests(
        `${kind} ${metadata.name} names the namespace ${metadata.namespace}; this branch deploys to ${namespace}`,
      );
    }
  }
  const rank = ({ kind }: Manifest): number => (order.includes(kind) ? order.indexOf(kind) : order.length);
  const ordered = manifests
    .map((manifest) => ({ ...manifest, metadata: { ...manifest.metadata, namespace } }))
    .sort((a, b) => rank(a) - rank(b));
  return { namespace, manifests: ordered };
}

/** Waits until every workload has rolled out or failed to. */
export async function verify(
  cluster: ClusterPort,
  { namespace, manifests }: Deployment,
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
  const why =
    (await cluster.whyNotStarted(namespace, signal)) ??
    (failed.result === 'late' ? 'not ready in time' : 'did not become ready');
  return { verdict: 'failure', description: `${failed.ref.kind} ${failed.ref.name}: ${why}` };
}

async function rolledOut(
  cluster: ClusterPort,
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
