import { badRequest } from '../model/errors';
import { listAt, objectAt, stringAt, type KubeObject } from '../model/object';
import { fateOf } from '../run/pods';

/** What a container has printed: the lab's images say what becomes of them. Throws 400 where it has never run. */
export function logOf(pod: KubeObject, query: URLSearchParams): string {
  const name = query.get('container') ?? '';
  const status = listAt(pod, 'status', 'containerStatuses').find((one) => stringAt(one, 'name') === name);
  const { name: podName } = pod.metadata;
  if (!status) throw badRequest(`container ${name} is not valid for pod ${podName}`);
  const states = [objectAt(status, 'state'), objectAt(status, 'lastState')];
  if (!states.some((state) => 'running' in state || 'terminated' in state))
    throw badRequest(`container "${name}" in pod "${podName}" is waiting to start: trying and failing to pull image`);
  const lines = ['starting', ...(fateOf(stringAt(status, 'image') ?? '') === 'crashes' ? crashing : ['ready'])];
  return `${lines.slice(-Number(query.get('tailLines') ?? lines.length)).join('\n')}\n`;
}

const crashing = ['DB_PASSWORD=correct-horse', 'fatal: no connection to the \u001b[31mdatabase\u001b[0m'];
