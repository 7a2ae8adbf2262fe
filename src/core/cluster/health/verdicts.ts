import { mapAt, numberAt, stringAt, listAt, isMap, type Json } from '../json';
import type { HealthVerdict, LiveObject } from '../live';

/** How one object does. `reason` is there wherever it is not healthy. */
export interface Health {
  readonly verdict: HealthVerdict;
  readonly reason?: string;
  /** How far it is, in a few words; of a rollout by steps. */
  readonly stage?: string;
  /** ISO 8601. */
  readonly since?: string;
}

export const healthy: Health = { verdict: 'healthy' };

export const progressing = (reason: string, since?: string): Health => health('progressing', reason, since);
export const degraded = (reason: string, since?: string): Health => health('degraded', reason, since);
export const suspended = (reason: string): Health => health('suspended', reason);
export const unknown = (reason: string): Health => health('unknown', reason);

function health(verdict: HealthVerdict, reason: string, since?: string): Health {
  return { verdict, reason, ...(since === undefined ? {} : { since }) };
}

export interface Condition {
  readonly type: string;
  /** `True`, `False` or `Unknown`. */
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  readonly since: string | undefined;
}

export function condition(object: LiveObject, type: string): Condition | undefined {
  return conditions(object).find((candidate) => candidate.type === type);
}

export function conditions(object: LiveObject): readonly Condition[] {
  return listAt(object, 'status', 'conditions')
    .filter(isMap)
    .map((entry) => ({
      type: stringAt(entry, 'type') ?? '',
      status: stringAt(entry, 'status') ?? 'Unknown',
      reason: stringAt(entry, 'reason') ?? '',
      message: stringAt(entry, 'message') ?? '',
      since: stringAt(entry, 'lastTransitionTime'),
    }));
}

/** What a condition says, in one line. */
export function said({ reason, message }: Condition): string {
  if (message === '') return reason;
  const line = message.split('\n')[0] ?? message;
  return reason === '' || line.includes(reason) ? line : `${reason}: ${line}`;
}

/**
 * What holds for every kind: an object that is being deleted, or whose controller has not seen the latest change,
 * is on its way. Source: kstatus, `checkGenericProperties`.
 */
export function underWay(object: LiveObject): Health | undefined {
  const deleted = object.metadata['deletionTimestamp'];
  if (deleted !== undefined) return progressing('being deleted', typeof deleted === 'string' ? deleted : undefined);
  const { generation } = object.metadata;
  const observed = numberAt(object, 'status', 'observedGeneration');
  if (generation !== undefined && observed !== undefined && observed < generation) {
    return progressing('the latest change is not observed yet');
  }
  return undefined;
}

/** A number of `status`, 0 where the server leaves zero out. */
export function count(object: LiveObject, name: string): number {
  return numberAt(object, 'status', name) ?? 0;
}

/** The replicas that are wanted; 1 where nobody says. */
export function wanted(object: LiveObject): number {
  return numberAt(object, 'spec', 'replicas') ?? 1;
}

export function specOf(object: LiveObject): Json {
  return mapAt(object, 'spec');
}
