import { at, numberAt, objectAt, stringAt, type Json, type JsonObject, type KubeObject } from '../model/object';
import { reasonOf, stamped, type Condition } from './conditions';
import { ownerReference, shortHash, type Control } from './control';

const hashLabel = 'pod-template-hash';
const revisionKey = 'deployment.kubernetes.io/revision';

interface Sets {
  readonly current: KubeObject;
  readonly old: readonly KubeObject[];
}

const specOf = (set: KubeObject): number => numberAt(set, 'spec', 'replicas') ?? 0;
const availableOf = (set: KubeObject): number => numberAt(set, 'status', 'availableReplicas') ?? 0;
const podsOf = (set: KubeObject): number => numberAt(set, 'status', 'replicas') ?? 0;
const revisionOf = (set: KubeObject): number => Number(set.metadata.annotations?.[revisionKey] ?? 0);
const sum = (sets: readonly KubeObject[], of: (set: KubeObject) => number): number =>
  sets.reduce((total, set) => total + of(set), 0);

/** One step of a rollout, as the deployment controller takes it. */
export function reconcileDeployment(deployment: KubeObject, control: Control): void {
  const sets = findSets(deployment, control);
  if (!sets) return;
  if (stringAt(deployment, 'spec', 'strategy', 'type') === 'Recreate') recreate(deployment, sets, control);
  else roll(deployment, sets, control);
  const after = findSets(deployment, control);
  if (!after) return;
  pruneHistory(deployment, after, control);
  reportStatus(deployment, after, control);
}

/** The replica set of the present template, made if need be, and the others; none while a first rollout is paused. */
function findSets(deployment: KubeObject, control: Control): Sets | undefined {
  const hash = shortHash(objectAt(deployment, 'spec', 'template'));
  const all = control.owned('ReplicaSet', deployment);
  const newest = Math.max(0, ...all.map(revisionOf));
  const found = all.find(({ metadata }) => metadata.labels?.[hashLabel] === hash);
  if (!found && at(deployment, 'spec', 'paused') === true) {
    const running = all.find((set) => revisionOf(set) === newest);
    return running && { current: running, old: all.filter((set) => set !== running) };
  }
  const old = all.filter((set) => set !== found);
  if (!found) return { current: createSet(deployment, hash, newest + 1, control), old };
  if (revisionOf(found) === newest) return { current: found, old };
  // An older template is back: its set becomes the newest revision again.
  return { current: annotate(found, { [revisionKey]: String(newest + 1) }, control), old };
}

function createSet(deployment: KubeObject, hash: string, revision: number, control: Control): KubeObject {
  const spec = objectAt(deployment, 'spec');
  const template = objectAt(spec, 'template');
  const metadata = objectAt(template, 'metadata');
  const labels = { ...objectAt(metadata, 'labels'), [hashLabel]: hash };
  return control.create({
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${deployment.metadata.name}-${hash}`,
      namespace: deployment.metadata.namespace ?? '',
      labels,
      annotations: { [revisionKey]: String(revision) },
      ownerReferences: [ownerReference(deployment)],
    },
    spec: {
      replicas: 0,
      selector: { matchLabels: { ...objectAt(spec, 'selector', 'matchLabels'), [hashLabel]: hash } },
      template: { ...template, metadata: { ...metadata, labels } },
    },
  });
}

function annotate(set: KubeObject, annotations: Record<string, string>, control: Control): KubeObject {
  return control.update(set, (live) => ({
    ...live,
    metadata: { ...live.metadata, annotations: { ...live.metadata.annotations, ...annotations } },
  }));
}

function scale(set: KubeObject, replicas: number, control: Control): KubeObject {
  if (specOf(set) === replicas) return set;
  return control.update(set, (live) => ({ ...live, spec: { ...objectAt(live, 'spec'), replicas } }));
}

function recreate(deployment: KubeObject, { current, old }: Sets, control: Control): void {
  old.forEach((set) => scale(set, 0, control));
  if (sum(old, podsOf) === 0) scale(current, specOf(deployment), control);
}

/** New Pods as far as the surge allows, old ones away as far as availability allows. */
function roll(deployment: KubeObject, { current, old }: Sets, control: Control): void {
  const desired = specOf(deployment);
  const { surge, unavailable } = limits(deployment);
  const room = Math.max(0, desired + surge - specOf(current) - sum(old, specOf));
  const target = specOf(current) > desired ? desired : Math.min(desired, specOf(current) + room);
  const grown = scale(current, target, control);

  const floor = desired - unavailable;
  const all = [grown, ...old];
  const notYet = specOf(grown) - availableOf(grown);
  let spare = sum(all, specOf) - floor - notYet;
  let availableSpare = sum(all, availableOf) - floor;
  for (const set of [...old].sort((a, b) => revisionOf(a) - revisionOf(b))) {
    const unhealthy = Math.min(Math.max(0, spare), specOf(set) - availableOf(set));
    spare -= unhealthy;
    const healthy = Math.min(Math.max(0, availableSpare), Math.max(0, spare), specOf(set) - unhealthy);
    spare -= healthy;
    availableSpare -= healthy;
    scale(set, specOf(set) - unhealthy - healthy, control);
  }
}

export function limits(deployment: KubeObject): { readonly surge: number; readonly unavailable: number } {
  const rolling = objectAt(deployment, 'spec', 'strategy', 'rollingUpdate');
  const desired = specOf(deployment);
  const share = (value: Json | undefined, round: (value: number) => number): number =>
    typeof value === 'string'
      ? round((Number.parseFloat(value) / 100) * desired)
      : typeof value === 'number'
        ? value
        : 0;
  const surge = share(rolling['maxSurge'], Math.ceil);
  const unavailable = share(rolling['maxUnavailable'], Math.floor);
  return { surge, unavailable: surge === 0 && unavailable === 0 ? 1 : Math.min(unavailable, desired) };
}

function pruneHistory(deployment: KubeObject, { old }: Sets, control: Control): void {
  const limit = numberAt(deployment, 'spec', 'revisionHistoryLimit') ?? 10;
  const idle = old
    .filter((set) => specOf(set) === 0 && podsOf(set) === 0)
    .sort((a, b) => revisionOf(a) - revisionOf(b));
  idle.slice(0, Math.max(0, idle.length - limit)).forEach((set) => control.remove(set));
}

function reportStatus(deployment: KubeObject, sets: Sets, control: Control): void {
  const all = [sets.current, ...sets.old];
  const replicas = sum(all, podsOf);
  const available = sum(all, availableOf);
  const counts = {
    replicas,
    updatedReplicas: podsOf(sets.current),
    readyReplicas: available,
    availableReplicas: available,
    unavailableReplicas: Math.max(0, Math.max(replicas, specOf(deployment)) - available),
  };
  const now = control.now();
  const conditions = [availability(deployment, available), progress(deployment, sets, counts, control)];
  const status: JsonObject = {
    observedGeneration: deployment.metadata.generation,
    ...counts,
    conditions: conditions.map((condition) => stamped(deployment, condition, now)),
  };
  const revision = sets.current.metadata.annotations?.[revisionKey] ?? '1';
  control.setStatus(deployment, status, 'kube-controller-manager', { [revisionKey]: revision });
}

function availability(deployment: KubeObject, available: number): Condition {
  const enough = available >= specOf(deployment) - limits(deployment).unavailable;
  return {
    type: 'Available',
    status: enough ? 'True' : 'False',
    reason: enough ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
    message: `Deployment ${enough ? 'has' : 'does not have'} minimum availability.`,
  };
}

function progress(
  deployment: KubeObject,
  { current }: Sets,
  counts: Readonly<Record<'replicas' | 'updatedReplicas' | 'availableReplicas', number>>,
  control: Control,
): Condition {
  const desired = specOf(deployment);
  const before = reasonOf(deployment, 'Progressing');
  const set = `ReplicaSet "${current.metadata.name}"`;
  const deadline = `deadline/${deployment.metadata.uid ?? ''}`;
  const finished =
    counts.updatedReplicas === desired && counts.replicas === desired && counts.availableReplicas === desired;
  // A rollout that once succeeded stays so while only the number of Pods changes.
  const stays = before === 'NewReplicaSetAvailable' && counts.replicas === counts.updatedReplicas;
  if (finished || stays) {
    control.cancel(deadline);
    return {
      type: 'Progressing',
      status: 'True',
      reason: 'NewReplicaSetAvailable',
      message: `${set} has successfully progressed.`,
    };
  }
  const past = {
    type: 'Progressing',
    status: 'False',
    reason: 'ProgressDeadlineExceeded',
    message: `${set} has timed out progressing.`,
  } as const;
  const moved =
    stringAt(deployment, 'metadata', 'annotations', revisionKey) !== current.metadata.annotations?.[revisionKey] ||
    counts.updatedReplicas > (numberAt(deployment, 'status', 'updatedReplicas') ?? 0) ||
    counts.availableReplicas > (numberAt(deployment, 'status', 'availableReplicas') ?? 0);
  if (!moved && before === 'ProgressDeadlineExceeded') return past;
  if (moved || !control.isWaiting(deadline)) {
    control.after(deadline, control.pace.progressDeadlineMs, () => exceed(deployment, past, control));
  }
  const fresh = counts.updatedReplicas === 0;
  return {
    type: 'Progressing',
    status: 'True',
    reason: fresh ? 'NewReplicaSetCreated' : 'ReplicaSetUpdated',
    message: fresh ? `Created new replica set "${current.metadata.name}"` : `${set} is progressing.`,
  };
}

/** The deadline has passed without progress. */
function exceed(deployment: KubeObject, condition: Condition, control: Control): void {
  const live = control.liveTwin(deployment);
  if (!live) return;
  const others = (at(live, 'status', 'conditions') as readonly Json[] | undefined) ?? [];
  control.setStatus(live, {
    ...objectAt(live, 'status'),
    conditions: [
      ...others.filter((other) => stringAt(other, 'type') !== 'Progressing'),
      stamped(live, condition, control.now()),
    ],
  });
}
