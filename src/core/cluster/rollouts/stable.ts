import { isMap, listAt, mapAt, stringAt, type Json } from '../json';
import type { LiveObject } from '../live';
import { isPromoted, isRollout, readRollout, type RolloutRead } from './read';

const hashLabel = 'rollouts-pod-template-hash';

/** What is live, as the stable sets of Rollouts have it; or of which Rollouts that cannot be told. */
export interface StableLive {
  readonly objects: readonly LiveObject[];
  /** Rollouts that are not promoted, and whose stable set is not to be seen. */
  readonly unseen: readonly string[];
  /** Rollouts that are not promoted. */
  readonly underWay: readonly string[];
}

/**
 * Until a Rollout is promoted, what it asks for is not what runs: its stable set is. So its template, or that of the workload
 * that it refers to, is taken from there. The very same objects where all are promoted.
 *
 * A first deployment has no stable set, and nothing else runs.
 *
 * @param isMeant whether a branch names the object
 * Source: argo-rollouts, `status.stableRS` in pkg/apis/rollouts/v1alpha1/types.go; docs/controllers.md, "Argo Rollouts".
 */
export function withStableSets(objects: readonly LiveObject[], isMeant: (object: LiveObject) => boolean): StableLive {
  const replaced = new Map<LiveObject, LiveObject>();
  const unseen: string[] = [];
  const underWay: string[] = [];
  for (const rollout of objects) {
    if (!isRollout(rollout) || !isMeant(rollout)) continue;
    const { name } = rollout.metadata;
    const read = readRollout(rollout);
    if (!read || read.observed === 'not told') {
      unseen.push(name);
      underWay.push(name);
      continue;
    }
    if (isPromoted(read) || (read.status.stableRS ?? '') === '') continue;
    underWay.push(name);
    const template = stableTemplate(rollout, read, objects);
    const holder = templateHolder(rollout, read, objects);
    if (template && holder) replaced.set(holder, withTemplate(holder, template));
    else unseen.push(name);
  }
  if (replaced.size === 0) return { objects, unseen, underWay };
  return { objects: objects.map((object) => replaced.get(object) ?? object), unseen, underWay };
}

function stableTemplate(
  { metadata: { uid } }: LiveObject,
  { status: { stableRS } }: RolloutRead,
  objects: readonly LiveObject[],
): Json | undefined {
  const set = objects.find(
    (object) =>
      object.kind === 'ReplicaSet' &&
      object.metadata.labels?.[hashLabel] === stableRS &&
      listAt(object, 'metadata', 'ownerReferences').some(
        (owner) => isMap(owner) && owner['controller'] === true && uid !== undefined && stringAt(owner, 'uid') === uid,
      ),
  );
  const template = mapAt(set, 'spec', 'template');
  return Object.keys(template).length === 0 ? undefined : withoutHash(template);
}

/** The controller adds the hash; nobody else writes it. */
function withoutHash(template: Json): Json {
  const metadata = mapAt(template, 'metadata');
  const labels = Object.entries(mapAt(metadata, 'labels')).filter(([key]) => key !== hashLabel);
  return { ...template, metadata: { ...metadata, labels: Object.fromEntries(labels) } };
}

function templateHolder(
  rollout: LiveObject,
  { spec: { workloadRef } }: RolloutRead,
  objects: readonly LiveObject[],
): LiveObject | undefined {
  if (!workloadRef) return rollout;
  const { apiVersion, kind, name } = workloadRef;
  return objects.find(
    (object) =>
      object.apiVersion === apiVersion &&
      object.kind === kind &&
      object.metadata.name === name &&
      object.metadata.namespace === rollout.metadata.namespace,
  );
}

function withTemplate(holder: LiveObject, template: Json): LiveObject {
  return { ...holder, spec: { ...mapAt(holder, 'spec'), template } };
}
