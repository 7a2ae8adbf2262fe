import { nodesAt, textsAt, type Written } from './nodes';

/**
 * What a map is, as far as secrecy goes.
 * `secret`: a Secret, or a list of them. `bearer`: another kind that is about secrets (SealedSecret, ExternalSecret,
 * SopsSecret, SecretGenerator), or of a group that is (`generators.external-secrets.io`). `open`: what Kubernetes says is not confidential (ConfigMap), or holds no values (a CRD).
 * `unclear`: its kind is a template, or text that is none. `none`: no kind at all.
 */
export type Kind = 'secret' | 'bearer' | 'configMap' | 'crd' | 'other' | 'unclear' | 'none';

export function kindOf(fields: readonly Written[]): Kind {
  const written = nodesAt(fields, 'kind');
  if (written.length === 0) return 'none';
  const kinds = textsAt(fields, 'kind');
  if (kinds.some((kind) => /^secret(list)?$/i.test(kind))) return 'secret';
  const groups = textsAt(fields, 'apiversion').map((version) => version.slice(0, version.indexOf('/') + 1));
  if ([...kinds, ...groups].some((text) => /secret|sops/i.test(text))) return 'bearer';
  if (kinds.length < written.length || kinds.some((kind) => !/^[A-Za-z][A-Za-z\d]*$/.test(kind))) return 'unclear';
  if (kinds.every((kind) => /^configmap(list)?$/i.test(kind))) return 'configMap';
  return kinds.every((kind) => kind === 'CustomResourceDefinition') ? 'crd' : 'other';
}

/** What a patch is of. A kind there is a regular expression, and none means any. */
export type Target = 'secret' | 'other' | 'unknown';

export function targetOf(kinds: readonly string[]): Target {
  if (kinds.length === 0) return 'unknown';
  if (kinds.some((kind) => /^secret$/i.test(kind))) return 'secret';
  return kinds.every((kind) => /^[A-Za-z][A-Za-z\d]*$/.test(kind)) ? 'other' : 'unknown';
}

/** What is known of where a node stands. */
export interface Around {
  /** The names of keys tell; not so where Kubernetes says that nothing is confidential (the data of a ConfigMap). */
  readonly names: boolean;
  /** Within a patch: of what. */
  readonly target?: Target;
  /** It is a Secret, whatever it says of itself: an item of a `SecretList`, the template of a SealedSecret. */
  readonly isSecret?: boolean;
  /** How many texts within texts lie around it. */
  readonly depth: number;
}
