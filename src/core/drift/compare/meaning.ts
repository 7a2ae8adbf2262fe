import type { SchemaNode } from '../../cluster/schemas/schema';
import type { FieldPath } from './fieldPath';
import { isEmpty, isList, isMap, isZero } from '../values/values';

/** Maps whose keys are anybody's to choose: a key is there or not, whatever its value. */
const freeMaps = new Set([
  'annotations',
  'binaryData',
  'data',
  'labels',
  'limits',
  'matchLabels',
  'nodeSelector',
  'requests',
]);

export function isFreeMap(name: string, schema: SchemaNode | undefined): boolean {
  return freeMaps.has(name) || schema?.values !== undefined;
}

const selectors = new Set(['labelSelector', 'namespaceSelector', 'podSelector', 'selector']);

/** Services and ReplicationControllers drop an empty selector; with other kinds it selects everything. */
function isSelector({ name }: FieldPath, kind: string): boolean {
  return selectors.has(name) && kind !== 'Service' && kind !== 'ReplicationController';
}

/** Empties that choose one of several alternatives by standing there. */
const alternatives = new Set(['emptyDir', 'selfSigned']);

export function isAlternative({ name }: FieldPath): boolean {
  return alternatives.has(name);
}

/**
 * Whether what git sets is as good as nothing, so that a live object without it is the same: the server drops null, zero
 * and empties, and maps of them. But some empties and zeros say something. Source: test/unit/drift/cases, cases 5, 20–30.
 */
export function isNothing(place: FieldPath, desired: unknown, schema: SchemaNode | undefined, kind: string): boolean {
  if (isMap(desired)) {
    if (isAlternative(place) || isSelector(place, kind)) return false;
    return Object.entries(desired).every(([key, value]) => {
      return isNothing(place.key(key), value, schema?.fields?.get(key) ?? schema?.values, kind);
    });
  }
  // One empty rule allows everything; no rule allows nothing.
  if (isList(desired)) return isEmpty(desired) && (desired.length === 0 || !isPolicyRules(place, kind));
  return isZero(desired) && (desired === null || !(freeMaps.has(place.parentName) || meaningfulZeros.has(place.name)));
}

/** What a server gives or chooses where git leaves it empty, and a scheduler or binder where the server does not. */
const givenWhenEmpty = new Set([
  'clusterIP',
  'externalTrafficPolicy',
  'healthCheckNodePort',
  'imagePullPolicy',
  'internalTrafficPolicy',
  'nodeName',
  'nodePort',
  'schedulerName',
  'sessionAffinity',
  'volumeName',
]);

/** Whether git leaves it to the server to say what stands here, in a kind that is known. */
export function isLeftToServer({ name, parentName }: FieldPath, desired: unknown): boolean {
  return isZero(desired) && givenWhenEmpty.has(name) && !freeMaps.has(parentName);
}

function isPolicyRules({ name }: FieldPath, kind: string): boolean {
  return kind === 'NetworkPolicy' && (name === 'ingress' || name === 'egress');
}

/** Fields that the server keeps at zero, and where none at all means something else: a default, another identity, never. */
const meaningfulZeros = new Set([
  'allocateLoadBalancerNodePorts',
  'allowPrivilegeEscalation',
  'automountServiceAccountToken',
  'backoffLimit',
  'completions',
  'enableServiceLinks',
  'fsGroup',
  'hostUsers',
  'maxUnavailable',
  'minAvailable',
  'minReplicas',
  'parallelism',
  'replicas',
  'runAsGroup',
  'runAsUser',
  'storageClassName',
  'tolerationSeconds',
  'ttlSecondsAfterFinished',
]);

/**
 * Whether an empty in git is a statement that something else live contradicts, rather than nothing said: a selector of
 * everything, a policy's rule without limits, a role without rights.
 */
export function isStatement(place: FieldPath, kind: string): boolean {
  if (kind === 'NetworkPolicy') return place.isBelow('spec');
  if (/^(Cluster)?Role(Binding)?$/.test(kind)) return place.is('rules') || place.is('subjects');
  return isSelector(place, kind);
}

/** Fields that belong to another workload kind: the server drops them without a word (case 69). */
const misplaced = new Map<string, readonly string[]>([
  ['StatefulSet', ['strategy', 'progressDeadlineSeconds', 'paused']],
  ['DaemonSet', ['strategy', 'replicas', 'progressDeadlineSeconds', 'paused']],
  ['Deployment', ['updateStrategy', 'serviceName', 'volumeClaimTemplates', 'podManagementPolicy']],
]);

export function isMisplaced(place: FieldPath, kind: string): boolean {
  return place.is('spec', place.name) && (misplaced.get(kind)?.includes(place.name) ?? false);
}
