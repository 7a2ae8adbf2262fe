import { numberAt, stringAt } from '../json';
import type { LiveObject } from '../live';
import {
  condition,
  count,
  degraded,
  healthy,
  progressing,
  said,
  specOf,
  suspended,
  underWay,
  unknown,
  wanted,
  type Health,
} from './verdicts';

/** Source: kstatus `deploymentConditions`; paused as suspended from gitops-engine `getDeploymentHealth`. */
export function deploymentHealth(object: LiveObject): Health {
  const early = underWay(object) ?? unobserved(object);
  if (early) return early;
  const rollout = condition(object, 'Progressing');
  if (rollout?.reason === 'ProgressDeadlineExceeded') return degraded(said(rollout), rollout.since);
  const failure = condition(object, 'ReplicaFailure');
  if (failure?.status === 'True') return degraded(said(failure), failure.since);
  if (specOf(object)['paused'] === true) return suspended('paused');
  const replicas = wanted(object);
  const updated = count(object, 'updatedReplicas');
  const available = condition(object, 'Available');
  if (updated < replicas) return progressing(`${updated} of ${replicas} replicas updated`, rollout?.since);
  const left = count(object, 'replicas') - updated;
  if (left > 0) return progressing(`${left} old replicas still to end`, rollout?.since);
  const ready = count(object, 'availableReplicas');
  if (ready < replicas) return progressing(`${ready} of ${replicas} replicas available`, available?.since);
  if (available && available.status !== 'True') return progressing(said(available), available.since);
  return healthy;
}

/** Source: kstatus `statefulsetConditions`: partitioned rollouts and `OnDelete` are complete by their own rules. */
export function statefulSetHealth(object: LiveObject): Health {
  const early = underWay(object) ?? unobserved(object);
  if (early) return early;
  const replicas = wanted(object);
  const existing = count(object, 'replicas');
  if (existing < replicas) return progressing(`${existing} of ${replicas} replicas created`);
  const ready = count(object, 'readyReplicas');
  if (ready < replicas) return progressing(`${ready} of ${replicas} replicas ready`);
  if (existing > replicas) return progressing(`${existing - replicas} replicas still to end`);
  if (stringAt(object, 'spec', 'updateStrategy', 'type') === 'OnDelete') return healthy;
  const partition = numberAt(object, 'spec', 'updateStrategy', 'rollingUpdate', 'partition') ?? 0;
  const updated = count(object, 'updatedReplicas');
  if (partition > 0) {
    const due = Math.max(0, replicas - partition);
    return updated < due ? progressing(`${updated} of ${due} replicas updated`) : healthy;
  }
  const revisions = [stringAt(object, 'status', 'currentRevision'), stringAt(object, 'status', 'updateRevision')];
  return revisions[0] === revisions[1] ? healthy : progressing(`${updated} of ${replicas} replicas updated`);
}

/** Source: kstatus `daemonsetConditions`. */
export function daemonSetHealth(object: LiveObject): Health {
  const early = underWay(object) ?? unobserved(object);
  if (early) return early;
  const nodes = count(object, 'desiredNumberScheduled');
  for (const [name, what] of [
    ['currentNumberScheduled', 'scheduled'],
    ['updatedNumberScheduled', 'updated'],
    ['numberAvailable', 'available'],
    ['numberReady', 'ready'],
  ] as const) {
    const done = count(object, name);
    if (done < nodes) return progressing(`${done} of ${nodes} Pods ${what}`);
  }
  return healthy;
}

/** Source: kstatus `replicasetConditions`. */
export function replicaSetHealth(object: LiveObject): Health {
  const early = underWay(object) ?? unobserved(object);
  if (early) return early;
  const failure = condition(object, 'ReplicaFailure');
  if (failure?.status === 'True') return degraded(said(failure), failure.since);
  const replicas = wanted(object);
  for (const [name, what] of [
    ['fullyLabeledReplicas', 'created'],
    ['availableReplicas', 'available'],
    ['readyReplicas', 'ready'],
  ] as const) {
    const done = count(object, name);
    if (done < replicas) return progressing(`${done} of ${replicas} replicas ${what}`);
  }
  const left = count(object, 'replicas') - replicas;
  return left > 0 ? progressing(`${left} replicas still to end`) : healthy;
}

/** A Job that runs is on its way. Source: kstatus `jobConditions`, gitops-engine `getJobHealth`. */
export function jobHealth(object: LiveObject): Health {
  const failed = condition(object, 'Failed');
  if (failed?.status === 'True') return degraded(said(failed), failed.since);
  if (condition(object, 'Complete')?.status === 'True') return healthy;
  const paused = condition(object, 'Suspended')?.status === 'True' || specOf(object)['suspend'] === true;
  if (paused) return suspended('suspended');
  const early = underWay(object);
  if (early) return early;
  const started = stringAt(object, 'status', 'startTime');
  if (started === undefined) return progressing('not started yet');
  return progressing(`${count(object, 'active')} Pods run, ${count(object, 'succeeded')} have ended well`, started);
}

/** Does well unless its last Job failed. Source: gitops-engine `getCronJobHealth` for suspended; the rest is ours. */
export function cronJobHealth(object: LiveObject, jobs: readonly LiveObject[]): Health {
  const early = underWay(object);
  if (early) return early;
  if (specOf(object)['suspend'] === true) return suspended('suspended');
  const last = jobs
    .filter((job) => ['Failed', 'Complete'].some((type) => condition(job, type)?.status === 'True'))
    .sort((a, b) => startOf(b).localeCompare(startOf(a)))[0];
  if (!last) return healthy;
  const failed = condition(last, 'Failed');
  return failed?.status === 'True'
    ? degraded(`last run ${last.metadata.name}: ${said(failed)}`, failed.since)
    : healthy;
}

/** Source: kstatus `pvcConditions`; `Lost` from gitops-engine `getPVCHealth`. */
export function claimHealth(object: LiveObject): Health {
  const early = underWay(object);
  if (early) return early;
  switch (stringAt(object, 'status', 'phase')) {
    case 'Bound':
      return healthy;
    case 'Lost':
      return degraded('its volume is lost');
    case 'Pending':
      return progressing('no volume is bound yet');
    default:
      return unknown('nothing has taken notice of it yet');
  }
}

/** Only a Service that waits for a load balancer can be anything but healthy. Source: kstatus `serviceConditions`. */
export function serviceHealth(object: LiveObject): Health | undefined {
  if (specOf(object)['type'] !== 'LoadBalancer') return undefined;
  const ingress = (object['status'] as { loadBalancer?: { ingress?: unknown[] } } | undefined)?.loadBalancer?.ingress;
  return (
    underWay(object) ?? (ingress && ingress.length > 0 ? healthy : progressing('no load balancer has an address yet'))
  );
}

/** A controller that has not written any status has not looked at it. */
function unobserved(object: LiveObject): Health | undefined {
  return numberAt(object, 'status', 'observedGeneration') === undefined
    ? progressing('its controller has not taken notice of it yet')
    : undefined;
}

function startOf(job: LiveObject): string {
  return stringAt(job, 'status', 'startTime') ?? stringAt(job, 'metadata', 'creationTimestamp') ?? '';
}
