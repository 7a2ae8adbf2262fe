import { objectAt, type KubeObject } from '../model/object';
import { shortHash, type Control } from './control';
import { createPod, isReady, podName } from './pods';

const revisionLabel = 'controller-revision-hash';

/** One Pod on the lab's one node. */
export function reconcileDaemonSet(set: KubeObject, control: Control): void {
  const revision = shortHash(objectAt(set, 'spec', 'template'));
  const isCurrent = (pod: KubeObject): boolean => pod.metadata.labels?.[revisionLabel] === revision;
  control
    .owned('Pod', set)
    .filter((pod) => !isCurrent(pod))
    .forEach((pod) => control.remove(pod));
  if (control.owned('Pod', set).length === 0) {
    createPod(control, set, podName(set.metadata.name), { [revisionLabel]: revision });
  }
  const ready = control.owned('Pod', set).filter(isReady).length;
  control.setStatus(set, {
    observedGeneration: set.metadata.generation,
    currentNumberScheduled: 1,
    desiredNumberScheduled: 1,
    updatedNumberScheduled: 1,
    numberMisscheduled: 0,
    numberReady: ready,
    numberAvailable: ready,
    numberUnavailable: 1 - ready,
  });
}
