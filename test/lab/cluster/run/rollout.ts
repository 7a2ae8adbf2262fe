import { kindNamed } from '../model/kinds';
import { listAt, numberAt, stringAt, type KubeObject } from '../model/object';
import type { Store } from '../model/store';
import { reasonOf } from './conditions';
import { isStuck } from './pods';

/** How far a workload's rollout is, as `kubectl rollout status` decides it. Objects that do not roll out are complete. */
export function rolloutOf(object: KubeObject, store: Store): 'progressing' | 'complete' | 'failed' {
  const status = (field: string): number => numberAt(object, 'status', field) ?? 0;
  const desired = numberAt(object, 'spec', 'replicas') ?? 0;
  const done = (complete: boolean): 'progressing' | 'complete' => (complete ? 'complete' : 'progressing');
  if (object.kind === 'Job') return jobRollout(object, store);
  if (!['Deployment', 'StatefulSet', 'DaemonSet'].includes(object.kind)) return 'complete';
  if (status('observedGeneration') < (object.metadata.generation ?? 0)) return 'progressing';
  switch (object.kind) {
    case 'Deployment':
      if (reasonOf(object, 'Progressing') === 'ProgressDeadlineExceeded') return 'failed';
      return done(
        [status('updatedReplicas'), status('replicas'), status('availableReplicas')].every((n) => n === desired),
      );
    case 'StatefulSet':
      if (hasStuckPod(object, store)) return 'failed';
      return done(status('updatedReplicas') === desired && status('readyReplicas') === desired);
    default:
      if (hasStuckPod(object, store)) return 'failed';
      return done(status('numberAvailable') === status('desiredNumberScheduled'));
  }
}

function jobRollout(job: KubeObject, store: Store): 'progressing' | 'complete' | 'failed' {
  const types = listAt(job, 'status', 'conditions').map((condition) => stringAt(condition, 'type'));
  if (types.includes('Complete')) return 'complete';
  return types.includes('Failed') || hasStuckPod(job, store) ? 'failed' : 'progressing';
}

const hasStuckPod = ({ metadata: { namespace, uid } }: KubeObject, store: Store): boolean =>
  store
    .list(kindNamed('Pod'), namespace)
    .some((pod) => pod.metadata.ownerReferences?.some((owner) => owner.uid === uid) && isStuck(pod));
