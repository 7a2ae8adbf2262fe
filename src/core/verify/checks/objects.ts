import type { ClusterTarget } from '../../catalog/catalog';
import type { ConditionCheck } from '../../catalog/verify/checks';
import type { Clusters } from '../../cluster/clusters';
import { jobHealth } from '../../cluster/health/workloads';
import { condition, said } from '../../cluster/health/verdicts';
import { kindKey, type KindRef, type LiveObject } from '../../cluster/live';
import { message } from '../../support/message';
import type { Unknown } from '../../support/observation';
import { shown, told } from '../shownLine';
import type { CheckResult } from './result';

export interface ObjectPlace {
  readonly clusters: Clusters;
  readonly target: ClusterTarget;
}

/** Looks once whether an object has a condition. @throws the signal's reason when cancelled */
export async function tryCondition(
  { object: ref, type, status }: ConditionCheck,
  place: ObjectPlace,
  signal: AbortSignal,
): Promise<CheckResult> {
  const found = await objectOf(ref, ref.name, place, signal);
  if ('state' in found) return found;
  const holds = condition(found.object, type);
  const named = `${ref.kind} ${ref.name}`;
  if (!holds) return { state: 'waiting', said: told(message('{named} has no condition {type} yet.', { named, type })) };
  if (holds.status === status)
    return { state: 'met', said: told(message('{named} is {type}: {status}.', { named, type, status })) };
  const why = said(holds);
  return { state: 'waiting', said: shown(`${named} is ${type}: ${holds.status}${why === '' ? '' : ` (${why})`}`) };
}

const jobs: KindRef = { apiVersion: 'batch/v1', kind: 'Job' };

/** Looks once whether a Job has succeeded. @throws the signal's reason when cancelled */
export async function tryJob(name: string, place: ObjectPlace, signal: AbortSignal): Promise<CheckResult> {
  const found = await objectOf(jobs, name, place, signal);
  if ('state' in found) return found;
  const complete = condition(found.object, 'Complete')?.status === 'True';
  if (complete) return { state: 'met', said: told(message('Job {name} has succeeded.', { name })) };
  const failed = condition(found.object, 'Failed');
  if (failed?.status === 'True') return { state: 'failing', said: shown(`Job ${name} has failed: ${said(failed)}`) };
  const { reason = 'it is not done yet' } = jobHealth(found.object);
  return { state: 'waiting', said: shown(`Job ${name}: ${reason}`) };
}

async function objectOf(
  ref: KindRef,
  name: string,
  { clusters, target }: ObjectPlace,
  signal: AbortSignal,
): Promise<{ readonly object: LiveObject } | CheckResult> {
  const { namespace } = target;
  const { apiVersion, kind } = ref;
  const { kinds } = await clusters.snapshot({ target, namespace, kinds: [{ apiVersion, kind }] }, signal);
  const state = kinds.get(kindKey(ref));
  if (state?.kind !== 'known') return unseen(state);
  const object = state.objects.find(({ metadata }) => metadata.name === name);
  return object
    ? { object }
    : { state: 'waiting', said: told(message('There is no {kind} {name} yet.', { kind, name })) };
}

function unseen(state: Unknown | undefined): CheckResult {
  if (!state) return { state: 'unknown', said: told(message('The cluster is being asked.')) };
  const lasts = state.reason === 'forbidden' || state.reason === 'unauthorised';
  return { state: lasts ? 'failing' : 'unknown', said: told(state.said) };
}
