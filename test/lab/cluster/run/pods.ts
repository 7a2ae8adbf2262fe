import { randomUUID } from 'node:crypto';
import { listAt, numberAt, objectAt, stringAt, type Json, type JsonObject, type KubeObject } from '../model/object';
import { ownerReference, shortHash, type Control } from './control';

type Fate = 'runs' | 'cannotPull' | 'crashes';

/** What an image's tag lets happen: the lab's way to make a deployment fail. */
export function fateOf(image: string): Fate {
  const tag = /:([^:/@]+)$/.exec(image)?.[1] ?? '';
  if (/broken|nonexistent|\bbad\b/.test(tag)) return 'cannotPull';
  return /crash/.test(tag) ? 'crashes' : 'runs';
}

/** A Pod for a template, as its controller makes it. */
export function createPod(
  control: Control,
  owner: KubeObject,
  name: string,
  labels: Record<string, string> = {},
): void {
  const template = objectAt(owner, 'spec', 'template');
  const metadata = objectAt(template, 'metadata');
  control.create({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...metadata,
      name,
      namespace: owner.metadata.namespace ?? '',
      labels: { ...objectAt(metadata, 'labels'), ...labels },
      ownerReferences: [ownerReference(owner)],
    },
    spec: { ...objectAt(template, 'spec'), nodeName: 'lab-node' },
  });
}

export const podName = (prefix: string): string => `${prefix}-${shortHash(randomUUID(), 5)}`;

export const isReady = (pod: KubeObject): boolean =>
  listAt(pod, 'status', 'conditions').some(
    (condition) => stringAt(condition, 'type') === 'Ready' && stringAt(condition, 'status') === 'True',
  );

/** Whether a container waits for something that will not come by itself. */
export const isStuck = (pod: KubeObject): boolean =>
  listAt(pod, 'status', 'containerStatuses').some((status) =>
    ['ImagePullBackOff', 'ErrImagePull', 'CrashLoopBackOff'].includes(
      stringAt(status, 'state', 'waiting', 'reason') ?? '',
    ),
  );

export const phaseOf = (pod: KubeObject): string => stringAt(pod, 'status', 'phase') ?? 'Pending';

/** The kubelet: takes a Pod from Pending to where its images lead. */
export function reconcilePod(pod: KubeObject, control: Control): void {
  if (pod.metadata.uid === undefined || stringAt(pod, 'status', 'startTime')) return;
  const waiting = { waiting: { reason: 'ContainerCreating' } };
  report(pod, control, 'Pending', () => ({ ready: false, restartCount: 0, state: waiting }));
  later(pod, control, 1, (live) => begin(live, control));
}

function begin(pod: KubeObject, control: Control): void {
  const fates = listAt(pod, 'spec', 'containers').map((container) => fateOf(stringAt(container, 'image') ?? ''));
  if (fates.includes('cannotPull')) failToPull(pod, control, 'ErrImagePull');
  else if (fates.includes('crashes')) crash(pod, control, 1);
  else run(pod, control);
}

function run(pod: KubeObject, control: Control): void {
  const state = { running: { startedAt: control.now() } };
  report(pod, control, 'Running', () => ({ ready: true, started: true, restartCount: 0, state }));
  if (isOfJob(pod)) later(pod, control, 1, (live) => finish(live, control, 'Succeeded'));
}

function finish(pod: KubeObject, control: Control, phase: 'Succeeded' | 'Failed'): void {
  const done = phase === 'Succeeded';
  const terminated = { reason: done ? 'Completed' : 'Error', exitCode: done ? 0 : 1, finishedAt: control.now() };
  report(pod, control, phase, () => ({ ready: false, started: false, restartCount: 0, state: { terminated } }));
}

function failToPull(pod: KubeObject, control: Control, reason: 'ErrImagePull' | 'ImagePullBackOff'): void {
  report(pod, control, 'Pending', (image) => {
    if (fateOf(image) !== 'cannotPull') return { ready: true, started: true, restartCount: 0, state: { running: {} } };
    const message =
      reason === 'ErrImagePull'
        ? `failed to resolve image "${image}": not found`
        : `Back-off pulling image "${image}": ErrImagePull: not found`;
    return { ready: false, started: false, restartCount: 0, state: { waiting: { reason, message } } };
  });
  recordEvent(pod, control, reason === 'ErrImagePull' ? 'Failed' : 'BackOff', `Error: ${reason}`);
  if (reason === 'ErrImagePull') later(pod, control, 1, (live) => failToPull(live, control, 'ImagePullBackOff'));
}

const mostRestarts = 5;

function crash(pod: KubeObject, control: Control, restarts: number): void {
  if (isOfJob(pod)) {
    finish(pod, control, 'Failed');
    return;
  }
  const terminated = { reason: 'Error', exitCode: 1, finishedAt: control.now() };
  const message = `back-off restarting failed container in pod ${pod.metadata.name}`;
  report(pod, control, 'Running', (image) =>
    fateOf(image) === 'crashes'
      ? {
          ready: false,
          started: false,
          restartCount: restarts,
          state: { waiting: { reason: 'CrashLoopBackOff', message } },
          lastState: { terminated },
        }
      : { ready: true, started: true, restartCount: 0, state: { running: {} } },
  );
  recordEvent(pod, control, 'BackOff', message);
  if (restarts < mostRestarts) later(pod, control, 4 * restarts, (live) => crash(live, control, restarts + 1));
}

const isOfJob = (pod: KubeObject): boolean => pod.metadata.ownerReferences?.some(({ kind }) => kind === 'Job') ?? false;

/** Goes on after some of the pace's periods, if the Pod is still there. */
function later(pod: KubeObject, control: Control, periods: number, next: (live: KubeObject) => void): void {
  control.after(`pod/${pod.metadata.uid ?? ''}`, periods * control.pace.podReadyMs, () => {
    const live = control.liveTwin(pod);
    if (live) next(live);
  });
}

function report(pod: KubeObject, control: Control, phase: string, containerState: (image: string) => JsonObject): void {
  const containerStatuses = listAt(pod, 'spec', 'containers').map((container) => {
    const image = stringAt(container, 'image') ?? '';
    return { name: stringAt(container, 'name') ?? '', image, imageID: '', ...containerState(image) };
  });
  const ready = containerStatuses.every((status: JsonObject) => status['ready'] === true);
  const ended = phase === 'Succeeded';
  const now = control.now();
  const condition = (type: string, holds: boolean): Json => ({
    type,
    status: holds ? 'True' : 'False',
    lastTransitionTime: transitionTime(pod, type, holds) ?? now,
    ...(holds ? {} : { reason: ended ? 'PodCompleted' : 'ContainersNotReady' }),
  });
  const podIP = stringAt(pod, 'status', 'podIP') ?? addressOf(pod);
  const status: JsonObject = {
    phase,
    conditions: [
      condition('Initialized', true),
      condition('Ready', ready),
      condition('ContainersReady', ready),
      condition('PodScheduled', true),
    ],
    containerStatuses,
    hostIP: '10.0.0.10',
    podIP,
    podIPs: [{ ip: podIP }],
    qosClass: 'Burstable',
    startTime: stringAt(pod, 'status', 'startTime') ?? now,
  };
  control.setStatus(pod, status, 'kubelet');
}

function transitionTime(pod: KubeObject, type: string, holds: boolean): string | undefined {
  const before = listAt(pod, 'status', 'conditions').find((condition) => stringAt(condition, 'type') === type);
  return stringAt(before, 'status') === (holds ? 'True' : 'False') ? stringAt(before, 'lastTransitionTime') : undefined;
}

function addressOf(pod: KubeObject): string {
  const [a = 0, b = 0] = Buffer.from((pod.metadata.uid ?? '').slice(0, 4), 'hex');
  return `10.244.${a}.${b}`;
}

function recordEvent(pod: KubeObject, control: Control, reason: string, message: string): void {
  const { name, namespace = '', uid = '' } = pod.metadata;
  const now = control.now();
  control.create(
    {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: `${name}.${shortHash(randomUUID(), 16)}`, namespace },
      involvedObject: { apiVersion: 'v1', kind: 'Pod', name, namespace, uid },
      type: 'Warning',
      reason,
      message,
      source: { component: 'kubelet', host: 'lab-node' },
      count: numberAt(pod, 'status', 'restartCount') ?? 1,
      firstTimestamp: now,
      lastTimestamp: now,
    },
    'kubelet',
  );
}
