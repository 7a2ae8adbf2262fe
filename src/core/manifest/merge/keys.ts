import type { ObjectIdentity } from '../objects';
import type { KeyPath } from './contract';

/**
 * Whether a pattern of `environmentOwned.keys` names this key or an ancestor of it: `spec.replicas`, `**.host`,
 * `spec.*.image`, `spec.containers[name=web].image`, `metadata.annotations["a.b/c"]`. List items may be left out.
 */
export function matchesKey(pattern: string, key: KeyPath): boolean {
  throw new Error(`to come: ${pattern} ${String(key)}`);
}

/** Whether a value at this key is a secret one: the data of a Secret, and copies of it. */
export function isSecretPath(identity: ObjectIdentity | undefined, key: KeyPath): boolean {
  throw new Error(`to come: ${String(identity)} ${String(key)}`);
}
