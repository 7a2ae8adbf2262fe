import { isBuiltIn } from '../../cluster/schemas/defaults';
import type { Comparison } from './comparison';
import type { FieldPath } from './fieldPath';
import { at, isEmpty, isList, type Json } from '../values/values';

/** Maps of built-in kinds that are one value. Source: `x-kubernetes-map-type: atomic` in Kubernetes' own schemas. */
const maps = new Set([
  'configMapKeyRef',
  'fieldRef',
  'fileKeyRef',
  'labelSelector',
  'matchConstraints',
  'matchResources',
  'namespaceSelector',
  'nodeSelector',
  'objectSelector',
  'paramRef',
  'podSelector',
  'preference',
  'requiredDuringSchedulingIgnoredDuringExecution',
  'resourceFieldRef',
  'scopeSelector',
  'secretKeyRef',
  'secretRef',
  'selector',
]);

/** What a server writes into an object that is nested in another one: a template of a claim. */
const embedded = ['apiVersion', 'kind', 'status'];

/**
 * Whether the cluster keeps what is around this place as one value, of which git says something, so that applying git puts
 * git's in its place: what is in there beside goes, but for the defaults. So it is with each item of a list that is not told
 * apart by keys. In built-in kinds only: of what a webhook fills in of others nobody can tell.
 */
export function isWithinWhole({ object, desired }: Comparison, place: FieldPath): boolean {
  if (!isBuiltIn(object.identity) || embedded.some((key) => place.isBelow(key))) return false;
  for (let around = place.above; around?.step !== undefined; around = around.above) {
    if (isWhole(around) && !isEmpty(saidAt(around, desired))) return true;
  }
  return false;
}

function isWhole({ step }: FieldPath): boolean {
  return typeof step === 'object' ? step.rule.kind === 'atomic' : step !== undefined && maps.has(step);
}

function saidAt({ steps }: FieldPath, desired: Json): unknown {
  return steps.reduce<unknown>((here, step) => {
    if (typeof step === 'string') return at(here, step);
    return isList(here) && step.desired !== undefined ? here[step.desired] : undefined;
  }, desired);
}
