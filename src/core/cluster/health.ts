import { customHealth } from './health/custom';
import { imagesOf } from './health/images';
import { ownership, type Ownership } from './health/ownership';
import { podHealth } from './health/pod';
import type { Health } from './health/verdicts';
import {
  claimHealth,
  cronJobHealth,
  daemonSetHealth,
  deploymentHealth,
  jobHealth,
  replicaSetHealth,
  serviceHealth,
  statefulSetHealth,
} from './health/workloads';
import { rolloutHealth } from './rollouts/health';
import { isRollout } from './rollouts/read';
import { kindKey, type HealthVerdict, type LiveObject, type WorkloadHealth } from './live';

/**
 * The health of all workloads among the objects: what nothing else made, so a Deployment but not its ReplicaSets and
 * Pods. Those give the reason: a rollout that does not progress because an image cannot be pulled says so.
 *
 * Objects that cannot be healthy or not (ConfigMaps, custom resources without conditions) are left out.
 */
export function healthOf(objects: readonly LiveObject[]): WorkloadHealth[] {
  const owned = ownership(objects);
  return objects
    .filter((object) => !owned.isMade(object))
    .flatMap((object) => {
      const own = ownHealth(object, owned);
      return own ? [workload(object, explained(own, object, owned))] : [];
    });
}

/** The worst of all: what is known to be bad first, then what is not known. Nothing to judge is not healthy, but unknown. */
export function rollUpHealth(workloads: readonly WorkloadHealth[]): HealthVerdict {
  const order: readonly HealthVerdict[] = ['degraded', 'unknown', 'progressing', 'suspended', 'healthy'];
  return order.find((verdict) => workloads.some((candidate) => candidate.verdict === verdict)) ?? 'unknown';
}

function ownHealth(object: LiveObject, owned: Ownership): Health | undefined {
  switch (kindKey(object)) {
    case 'apps/v1/Deployment':
      return deploymentHealth(object);
    case 'apps/v1/StatefulSet':
      return statefulSetHealth(object);
    case 'apps/v1/DaemonSet':
      return daemonSetHealth(object);
    case 'apps/v1/ReplicaSet':
      return replicaSetHealth(object);
    case 'batch/v1/Job':
      return jobHealth(object);
    case 'batch/v1/CronJob':
      return cronJobHealth(object, owned.madeBy(object));
    case 'v1/PersistentVolumeClaim':
      return claimHealth(object);
    case 'v1/Pod':
      return podHealth(object);
    case 'v1/Service':
      return serviceHealth(object);
    default:
      if (isRollout(object)) return rolloutHealth(object, owned.madeBy(object));
      return isCustom(object) ? customHealth(object) : undefined;
  }
}

/** While a workload does not get there, the Pod that is worst off says why; a Pod that cannot start makes it degraded. */
function explained(own: Health, object: LiveObject, owned: Ownership): Health {
  if (own.verdict !== 'progressing' && own.verdict !== 'degraded') return own;
  if (object.metadata['deletionTimestamp'] !== undefined) return own;
  const pods = owned.podsOf(object).map(podHealth);
  const worst = pods.find(({ verdict }) => verdict === 'degraded');
  if (worst) return { ...worst, verdict: 'degraded', reason: `${own.reason ?? ''}; ${worst.reason ?? ''}` };
  return own;
}

function workload(object: LiveObject, health: Health): WorkloadHealth {
  const { kind, metadata } = object;
  const images = imagesOf(object);
  return { kind, name: metadata.name, ...health, ...(images.length > 0 ? { images } : {}) };
}

/** Kubernetes' own groups have no dot, or end in `k8s.io`. */
function isCustom({ apiVersion }: LiveObject): boolean {
  const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
  return group.includes('.') && !group.endsWith('.k8s.io');
}
