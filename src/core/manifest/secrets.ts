import type { ObjectIdentity } from './objects';

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * Whether the value at this key (or one below it) is secret: the data of a Secret, the copy of it that kubectl leaves in
 * an annotation, and the literals of a kustomization's generator. Such values may be compared, and go nowhere.
 */
export function isSecretPath(
  identity: Pick<ObjectIdentity, 'apiVersion' | 'kind'> | undefined,
  key: readonly (string | number)[],
): boolean {
  const [first, second, third] = key;
  if (first === 'secretGenerator') return identity === undefined || identity.kind === 'Kustomization';
  if (identity?.kind !== 'Secret') return false;
  if (first === undefined || first === 'data' || first === 'stringData') return true;
  const isAnnotations = first === 'metadata' && (second === undefined || second === 'annotations');
  return isAnnotations && (third === undefined || third === lastApplied);
}
