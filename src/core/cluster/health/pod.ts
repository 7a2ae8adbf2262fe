import { isMap, listAt, mapAt, numberAt, stringAt, type Json } from '../json';
import type { LiveObject } from '../live';
import { condition, degraded, healthy, progressing, said, unknown, type Health } from './verdicts';

/** Waiting for these ends by itself; for anything else somebody has to do something. */
const passing = new Set(['ContainerCreating', 'PodInitializing', '']);

/**
 * A Pod, with the reason that helps: the image that cannot be pulled, the container that crashes, why no node takes it.
 * Source: kstatus `podConditions` for the phases, gitops-engine `getPodHealth` for the waiting reasons; a Pod that no node
 * takes is degraded at once here, as nothing in it tells for how long it may be tried.
 */
export function podHealth(pod: LiveObject): Health {
  const deleted = pod.metadata['deletionTimestamp'];
  if (deleted !== undefined) return progressing('being deleted', typeof deleted === 'string' ? deleted : undefined);
  const failing = containerFailure(pod);
  switch (stringAt(pod, 'status', 'phase')) {
    case 'Succeeded':
      return healthy;
    case 'Failed':
      return degraded(failing ?? stringAt(pod, 'status', 'message') ?? stringAt(pod, 'status', 'reason') ?? 'failed');
    case 'Running':
      return runningHealth(pod, failing);
    case 'Pending':
      return pendingHealth(pod, failing);
    case undefined:
      return progressing('not accepted by a node yet');
    default:
      return unknown('the node does not answer');
  }
}

function runningHealth(pod: LiveObject, failing: string | undefined): Health {
  const ready = condition(pod, 'Ready');
  if (failing !== undefined) return degraded(failing, ready?.since);
  if (ready?.status === 'True') return healthy;
  return progressing(ready ? `not ready (${unreadyContainers(pod) ?? said(ready)})` : 'not ready', ready?.since);
}

function pendingHealth(pod: LiveObject, failing: string | undefined): Health {
  if (failing !== undefined) return degraded(failing, condition(pod, 'ContainersReady')?.since);
  const scheduled = condition(pod, 'PodScheduled');
  if (scheduled?.status === 'False' && scheduled.reason === 'Unschedulable') {
    return degraded(`no node takes it: ${scheduled.message || 'Unschedulable'}`, scheduled.since);
  }
  return progressing('starting', scheduled?.since);
}

function containerFailure(pod: LiveObject): string | undefined {
  const containers = [...statuses(pod, 'initContainerStatuses'), ...statuses(pod, 'containerStatuses')];
  return containers.map(failureOf).find((failure) => failure !== undefined);
}

/** Why a container does not run, if it does not run by itself soon. */
function failureOf(container: Json): string | undefined {
  const name = stringAt(container, 'name') ?? '';
  const reason = stringAt(container, 'state', 'waiting', 'reason') ?? '';
  const message = stringAt(container, 'state', 'waiting', 'message');
  if (/^(ErrImagePull|ImagePullBackOff|InvalidImageName|ErrImageNeverPull|RegistryUnavailable)$/.test(reason)) {
    return `image of ${name} cannot be pulled: ${stringAt(container, 'image') ?? reason} (${reason})`;
  }
  if (reason === 'CrashLoopBackOff') return `${name} crashes again and again${lastEnd(container)}`;
  if (!passing.has(reason)) return `${name}: ${reason}${message === undefined ? '' : `: ${message}`}`;
  const exitCode = numberAt(container, 'state', 'terminated', 'exitCode');
  if (exitCode !== undefined && exitCode !== 0) return `${name} ended with exit code ${exitCode}`;
  return undefined;
}

function lastEnd(container: Json): string {
  const restarts = numberAt(container, 'restartCount');
  const ended = mapAt(container, 'lastState', 'terminated');
  const reason = stringAt(ended, 'reason');
  const exitCode = numberAt(ended, 'exitCode');
  const details = [
    ...(reason !== undefined && reason !== 'Error' ? [reason] : []),
    ...(exitCode === undefined ? [] : [`exit code ${exitCode}`]),
    ...(restarts === undefined ? [] : [`${restarts} restarts`]),
  ];
  return details.length === 0 ? '' : ` (${details.join(', ')})`;
}

function unreadyContainers(pod: LiveObject): string | undefined {
  const names = statuses(pod, 'containerStatuses')
    .filter((container) => container['ready'] !== true)
    .map((container) => stringAt(container, 'name') ?? '');
  return names.length === 0 ? undefined : names.join(', ');
}

function statuses(pod: LiveObject, key: string): readonly Json[] {
  return listAt(pod, 'status', key).filter(isMap);
}
