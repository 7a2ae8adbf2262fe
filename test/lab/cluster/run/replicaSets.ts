import { numberAt, objectAt, type KubeObject } from '../model/object';
import type { Control } from './control';
import { createPod, isReady, podName } from './pods';

/** Keeps as many Pods as the set asks for; the unready go first when there are too many. */
export function reconcileReplicaSet(set: KubeObject, control: Control): void {
  const wanted = numberAt(set, 'spec', 'replicas') ?? 0;
  const pods = control.owned('Pod', set);
  for (let count = pods.length; count < wanted; count += 1) createPod(control, set, podName(set.metadata.name));
  if (pods.length > wanted) {
    const unreadyFirst = [...pods].sort((a, b) => Number(isReady(a)) - Number(isReady(b)));
    unreadyFirst.slice(0, pods.length - wanted).forEach((pod) => control.remove(pod));
  }
  const now = control.owned('Pod', set);
  const ready = now.filter(isReady).length;
  control.setStatus(set, {
    ...objectAt(set, 'status'),
    observedGeneration: set.metadata.generation,
    replicas: now.length,
    fullyLabeledReplicas: now.length,
    readyReplicas: ready,
    availableReplicas: ready,
  });
}
