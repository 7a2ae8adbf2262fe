import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import type { ObjectRef } from '../../cluster';
import type { SharedLists } from './sharedLists';

const Count = z.number().default(0);

/** What is read of a workload, of whatever kind. */
const Workload = z.looseObject({
  metadata: z.looseObject({ uid: z.string(), generation: z.number().default(0) }),
  spec: z.looseObject({ replicas: Count }).default({ replicas: 0 }),
  status: z
    .looseObject({
      observedGeneration: Count,
      replicas: Count,
      updatedReplicas: Count,
      readyReplicas: Count,
      availableReplicas: Count,
      desiredNumberScheduled: Count,
      numberAvailable: Count,
      conditions: z.array(z.looseObject({ type: z.string(), reason: z.string().optional() })).default([]),
    })
    .prefault({}),
});

const Owned = z.looseObject({
  metadata: z.looseObject({
    uid: z.string(),
    ownerReferences: z.array(z.looseObject({ uid: z.string() })).default([]),
  }),
  status: z
    .looseObject({
      containerStatuses: z
        .array(z.looseObject({ state: z.looseObject({ waiting: z.looseObject({ reason: z.string() }).optional() }) }))
        .default([]),
    })
    .prefault({}),
});

const stuckReasons = ['ErrImagePull', 'ImagePullBackOff', 'CrashLoopBackOff'];

/**
 * Resolves when a workload has finished its rollout, or cannot: Pods that do not start, a deadline exceeded, a Job that
 * failed. As `kubectl rollout status` decides it; it does not wait for the default deadline of ten minutes.
 */
export async function rolledOut(
  lists: SharedLists,
  ref: ObjectRef,
  signal?: AbortSignal,
): Promise<'complete' | 'failed'> {
  for (;;) {
    signal?.throwIfAborted();
    const object = (await lists.list(ref.kind)).find(
      ({ metadata }) => metadata['name'] === ref.name && metadata['namespace'] === ref.namespace,
    );
    if (!object) throw new Error(`${ref.kind} ${ref.name} is not there`);
    const state = stateOf(ref.kind, Workload.parse(object));
    if (state !== 'progressing') return state;
    if (await hasStuckPod(lists, Workload.parse(object).metadata.uid)) return 'failed';
    await pause(100, undefined, signal ? { signal } : {});
  }
}

function stateOf(kind: string, workload: z.infer<typeof Workload>): 'progressing' | 'complete' | 'failed' {
  const { status, spec, metadata } = workload;
  const done = (complete: boolean): 'complete' | 'progressing' => (complete ? 'complete' : 'progressing');
  const hasCondition = (type: string): boolean => status.conditions.some((condition) => condition.type === type);
  if (kind === 'Job') return hasCondition('Failed') ? 'failed' : done(hasCondition('Complete'));
  if (!['Deployment', 'StatefulSet', 'DaemonSet'].includes(kind)) return 'complete';
  if (status.observedGeneration < metadata.generation) return 'progressing';
  if (kind === 'DaemonSet') return done(status.numberAvailable === status.desiredNumberScheduled);
  if (kind === 'StatefulSet')
    return done([status.updatedReplicas, status.readyReplicas].every((n) => n === spec.replicas));
  if (status.conditions.some(({ reason }) => reason === 'ProgressDeadlineExceeded')) return 'failed';
  return done([status.updatedReplicas, status.replicas, status.availableReplicas].every((n) => n === spec.replicas));
}

/** Whether a Pod of the workload, or of its newest ReplicaSet, waits for something that will not come by itself. */
async function hasStuckPod(lists: SharedLists, uid: string): Promise<boolean> {
  const owned = async (kind: string, owners: readonly string[]): Promise<readonly z.infer<typeof Owned>[]> =>
    (await lists.list(kind))
      .map((item) => Owned.parse(item))
      .filter(({ metadata }) => metadata.ownerReferences.some((owner) => owners.includes(owner.uid)));
  const sets = await owned('ReplicaSet', [uid]);
  const newest = [...sets].sort((a, b) => revision(a) - revision(b)).at(-1)?.metadata.uid;
  const pods = await owned('Pod', [uid, ...(newest === undefined ? [] : [newest])]);
  return pods.some(({ status }) =>
    status.containerStatuses.some(({ state }) => stuckReasons.includes(state.waiting?.reason ?? '')),
  );
}

function revision({ metadata }: z.infer<typeof Owned>): number {
  const annotations = z.record(z.string(), z.string()).safeParse(metadata['annotations']);
  return Number(annotations.data?.['deployment.kubernetes.io/revision'] ?? 0);
}
