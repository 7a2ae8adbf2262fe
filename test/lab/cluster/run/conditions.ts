import { listAt, stringAt, type Json, type JsonObject, type KubeObject } from '../model/object';

export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False';
  readonly reason: string;
  readonly message: string;
}

export function conditionOf(object: KubeObject, type: string): Json | undefined {
  return listAt(object, 'status', 'conditions').find((condition) => stringAt(condition, 'type') === type);
}

export const reasonOf = (object: KubeObject, type: string): string | undefined =>
  stringAt(conditionOf(object, type), 'reason');

/** The condition as stored: times stay while nothing changes, the transition's while the status does not. */
export function stamped(object: KubeObject, condition: Condition, now: string): JsonObject {
  const before = conditionOf(object, condition.type);
  const sameStatus = stringAt(before, 'status') === condition.status;
  const sameReason = sameStatus && stringAt(before, 'reason') === condition.reason;
  return {
    ...condition,
    lastUpdateTime: (sameReason ? stringAt(before, 'lastUpdateTime') : undefined) ?? now,
    lastTransitionTime: (sameStatus ? stringAt(before, 'lastTransitionTime') : undefined) ?? now,
  };
}
