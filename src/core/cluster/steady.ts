import type { Instant } from '../support/clock';
import { ownership, type Ownership } from './health/ownership';
import { condition } from './health/verdicts';
import { isMap, listAt, stringAt } from './json';
import { kindKey, type LiveObject } from './live';
import { isRollout } from './rollouts/read';

/**
 * Since when these objects stand as they are and their workloads have been available, by the times that the cluster itself
 * keeps: the last write of each object, the end of each rollout, and when each workload became available. Of several the
 * latest. Nothing where one of them does not tell.
 *
 * @param objects those of the namespace
 * @param isMeant which of them are meant; what they made belongs to them
 * @see docs/promotion.md, "Gates"; Kubernetes: managedFields and conditions carry the time of their last change
 */
export function steadySince(
  objects: readonly LiveObject[],
  isMeant: (object: LiveObject) => boolean,
): Instant | undefined {
  const owned = ownership(objects);
  const meant = objects.filter((object) => !owned.isMade(object) && isMeant(object));
  const times = meant.flatMap((object) => [writtenAt(object), ...availableSince(object, owned)]);
  const latest = Math.max(...times.map((time) => Date.parse(time ?? '')));
  return Number.isFinite(latest) ? latest : undefined;
}

/** What controllers note in the status of an object is no write of what was desired. */
function writtenAt({ metadata }: LiveObject): string | undefined {
  const writes = (metadata.managedFields ?? []).filter(({ subresource }) => (subresource ?? '') === '');
  const times = writes.map(({ time }) => time).filter((time) => time !== undefined);
  return times.toSorted((one, other) => Date.parse(one) - Date.parse(other)).at(-1);
}

function availableSince(object: LiveObject, owned: Ownership): readonly (string | undefined)[] {
  switch (kindKey(object)) {
    case 'apps/v1/Deployment':
      return [condition(object, 'Available')?.since, rolledOutAt(object)];
    case 'apps/v1/StatefulSet':
    case 'apps/v1/DaemonSet':
      // They keep no such times of their own; a Pod that was moved counts as new.
      return owned.podsOf(object).map((pod) => condition(pod, 'Ready')?.since);
    default:
      // Applied long ago, it may have been promoted just now: its controller keeps since when it is healthy.
      return isRollout(object) ? [condition(object, 'Healthy')?.since] : [];
  }
}

function rolledOutAt(deployment: LiveObject): string | undefined {
  const progressing = listAt(deployment, 'status', 'conditions').find(
    (entry) => isMap(entry) && entry['type'] === 'Progressing' && entry['reason'] === 'NewReplicaSetAvailable',
  );
  return stringAt(progressing, 'lastUpdateTime');
}
