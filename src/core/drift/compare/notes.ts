import type { Pair } from './pair';
import type { FieldPath } from './fieldPath';
import { nanosOf } from '../values/quantity';
import type { FieldVerdict } from '../report';
import { scalarText } from '../values/values';

/** Parts of a spec that a server does not let anybody change. */
const immutable = new Map<string, readonly string[]>([
  ['DaemonSet', ['selector']],
  ['Deployment', ['selector']],
  ['Job', ['completionMode', 'selector', 'template']],
  ['ReplicaSet', ['selector']],
  ['StatefulSet', ['podManagementPolicy', 'selector', 'serviceName', 'volumeClaimTemplates']],
]);
const roots = new Map<string, readonly string[]>([
  ['ClusterRoleBinding', ['roleRef']],
  ['RoleBinding', ['roleRef']],
  ['StorageClass', ['parameters', 'provisioner', 'reclaimPolicy', 'volumeBindingMode']],
  ['Secret', ['type']],
]);

/** What a person has to know before they deploy once more. Source: test/unit/drift/cases, cases 66, 67. */
export function noteOn(kind: string, pair: Pair, verdict: FieldVerdict): string | undefined {
  if (verdict !== 'changed' && verdict !== 'missing') return undefined;
  if (kind === 'PersistentVolumeClaim') return noteOnClaim(pair);
  return isImmutable(kind, pair.place)
    ? 'Immutable: the server refuses the change, and the object has to be made anew.'
    : undefined;
}

function noteOnClaim({ place, desired, live }: Pair): string | undefined {
  if (!place.isBelow('resources')) {
    return place.isBelow('spec') ? 'Immutable: the claim has to be made anew.' : undefined;
  }
  const [wanted, there] = [nanosOf(scalarText(desired)), nanosOf(scalarText(live))];
  return place.name === 'storage' && wanted !== undefined && there !== undefined && wanted < there
    ? 'A claim cannot shrink: the server refuses the change.'
    : undefined;
}

function isImmutable(kind: string, { steps: [first, second] }: FieldPath): boolean {
  if (typeof first !== 'string') return false;
  if (roots.get(kind)?.includes(first)) return true;
  return first === 'spec' && typeof second === 'string' && (immutable.get(kind)?.includes(second) ?? false);
}
