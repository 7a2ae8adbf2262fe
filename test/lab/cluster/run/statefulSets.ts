import { isObject, listAt, numberAt, objectAt, stringAt, type KubeObject } from '../model/object';
import { shortHash, type Control } from './control';
import { createPod, isReady } from './pods';

const revisionLabel = 'controller-revision-hash';
const revisionOf = (pod: KubeObject): string => pod.metadata.labels?.[revisionLabel] ?? '';

/** Pods with ordinals, in order: up from the lowest, replaced and removed from the highest. */
export function reconcileStatefulSet(set: KubeObject, control: Control): void {
  const wanted = numberAt(set, 'spec', 'replicas') ?? 0;
  const revision = `${set.metadata.name}-${shortHash(objectAt(set, 'spec', 'template'))}`;
  const names = Array.from({ length: wanted }, (_, ordinal) => `${set.metadata.name}-${ordinal}`);
  const pods = new Map(control.owned('Pod', set).map((pod) => [pod.metadata.name, pod]));

  for (const [name, pod] of pods) if (!names.includes(name)) control.remove(pod);
  const parallel = stringAt(set, 'spec', 'podManagementPolicy') === 'Parallel';
  for (const [ordinal, name] of names.entries()) {
    const pod = pods.get(name);
    if (!pod) createOrdinal(set, control, name, ordinal, revision);
    if (!parallel && (!pod || !isReady(pod))) break;
  }
  replaceOutdated([...pods.values()], wanted, revision, control);
  reportStatus(set, revision, control);
}

function createOrdinal(set: KubeObject, control: Control, name: string, ordinal: number, revision: string): void {
  for (const template of listAt(set, 'spec', 'volumeClaimTemplates'))
    createClaim(set, control, objectAt(template), name);
  createPod(control, set, name, {
    [revisionLabel]: revision,
    'apps.kubernetes.io/pod-index': String(ordinal),
    'statefulset.kubernetes.io/pod-name': name,
  });
}

/** Claims outlive their Pods, so one may be there already. */
function createClaim(set: KubeObject, control: Control, template: object, pod: string): void {
  if (!isObject(template)) return;
  const { namespace = '' } = set.metadata;
  const metadata = objectAt(template, 'metadata');
  const manifest = {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      ...metadata,
      name: `${stringAt(metadata, 'name') ?? 'data'}-${pod}`,
      namespace,
      labels: set.metadata.labels,
    },
    spec: template['spec'],
  };
  if (!control.find(manifest)) control.create(manifest);
}

/** One at a time, once all are there and ready; but those that do not work are not waited for. */
function replaceOutdated(pods: readonly KubeObject[], wanted: number, revision: string, control: Control): void {
  const outdated = pods.filter((pod) => revisionOf(pod) !== revision);
  outdated.filter((pod) => !isReady(pod)).forEach((pod) => control.remove(pod));
  const highest = outdated.toSorted((a, b) => ordinalOf(b) - ordinalOf(a))[0];
  if (highest && pods.length >= wanted && pods.every(isReady)) control.remove(highest);
}

const ordinalOf = ({ metadata: { name } }: KubeObject): number => Number(name.slice(name.lastIndexOf('-') + 1));

function reportStatus(set: KubeObject, revision: string, control: Control): void {
  const pods = control.owned('Pod', set);
  const updated = pods.filter((pod) => revisionOf(pod) === revision);
  const ready = pods.filter(isReady).length;
  const done = updated.length === pods.length && ready === numberAt(set, 'spec', 'replicas');
  const current = done ? revision : (stringAt(set, 'status', 'currentRevision') ?? revision);
  control.setStatus(set, {
    observedGeneration: set.metadata.generation,
    replicas: pods.length,
    readyReplicas: ready,
    availableReplicas: ready,
    currentReplicas: pods.filter((pod) => revisionOf(pod) === current).length,
    updatedReplicas: updated.length,
    currentRevision: current,
    updateRevision: revision,
    collisionCount: 0,
  });
}

/** The volume controller: every claim finds a volume. */
export function reconcileClaim(claim: KubeObject, control: Control): void {
  if (stringAt(claim, 'status', 'phase') === 'Bound') return;
  const bound = control.update(claim, (live) => ({
    ...live,
    spec: { storageClassName: 'standard', volumeName: `pvc-${live.metadata.uid ?? ''}`, ...objectAt(live, 'spec') },
  }));
  control.setStatus(bound, {
    phase: 'Bound',
    accessModes: listAt(bound, 'spec', 'accessModes'),
    capacity: objectAt(bound, 'spec', 'resources', 'requests'),
  });
}
