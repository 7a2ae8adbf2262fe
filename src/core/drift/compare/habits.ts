import type { FieldPath } from './fieldPath';
import { at, isList, isMap, textAt, type Json } from '../values/values';

/** Annotations and labels that tools put on live objects as a matter of course. Source: test/unit/drift/cases, cases 25, 57, 58. */
const noise = new RegExp(
  `^(${[
    String.raw`kubectl\.kubernetes\.io/(restartedAt|last-applied-configuration|default-container)`,
    String.raw`kubernetes\.io/metadata\.name`,
    String.raw`(deployment|batch|pv|autoscaling\.alpha|control-plane\.alpha|endpoints)\.kubernetes\.io/`,
    String.raw`volume\.(beta\.)?kubernetes\.io/`,
    String.raw`deprecated\.daemonset\.template\.generation`,
    String.raw`(pod-template-hash|controller-uid|job-name)$`,
    // Whose object it is, as each deploying tool writes it.
    String.raw`app\.kubernetes\.io/(managed-by|instance)$`,
    String.raw`(meta\.helm\.sh|argocd\.argoproj\.io|objectset\.rio\.cattle\.io|kapp\.k14s\.io)/`,
    String.raw`(kustomize|helm|fluxcd)\.toolkit\.fluxcd\.io/`,
    String.raw`reconcile\.fluxcd\.io/`,
    String.raw`rollouts-pod-template-hash$`,
  ].join('|')})`,
);

/** Live-only content that is nobody's drift. */
export function isNoise(place: FieldPath, live: unknown): boolean {
  const { name, parentName } = place;
  if (['labels', 'annotations', 'selector', 'matchLabels'].includes(parentName)) return noise.test(name);
  // OpenShift adds a pull secret of its own to every service account (case 44).
  return ['imagePullSecrets', 'secrets'].includes(name) && (textAt(live, 'name')?.includes('-dockercfg-') ?? false);
}

/** A server gives a ReplicationController without labels those of its template. Source: core/v1 defaults.go. */
export function isCopied(place: FieldPath, live: unknown, desired: Json): boolean {
  if (desired['kind'] !== 'ReplicationController' || !place.is('metadata', 'labels', place.name)) return false;
  return at(at(at(at(desired['spec'], 'template'), 'metadata'), 'labels'), place.name) === live;
}

const scaled = new Set(['Deployment', 'ReplicaSet', 'ReplicationController', 'StatefulSet']);

/** Git that leaves the count out leaves it to whoever scales, person or not. Source: test/unit/drift/cases, case 48. */
export function isLeftToScaling(place: FieldPath, desired: Json): boolean {
  return place.is('spec', 'replicas') && scaled.has(textAt(desired, 'kind') ?? '');
}

/** What kubectl writes onto the live object, whatever the manifest says; a manifest that holds it was exported. */
export const lastAppliedKey = 'kubectl.kubernetes.io/last-applied-configuration';

/** Lists that clusters add items of their own to, though the schema calls them atomic. */
export function isAdditive(place: FieldPath, kind: string): boolean {
  return kind === 'ServiceAccount' && (place.is('imagePullSecrets') || place.is('secrets'));
}

/**
 * What a service was given it keeps when git no longer asks for it, and a Pod keeps its account, of which the server holds
 * the older name as well: an apply that leaves it out changes nothing.
 */
export function isKept(place: FieldPath, kind: string): boolean {
  if (place.name === 'serviceAccountName' && (kind === 'Pod' || workloads.has(kind))) return true;
  if (kind !== 'Service') return false;
  if (place.name === 'nodePort') return true;
  return ['clusterIP', 'clusterIPs', 'healthCheckNodePort', 'ipFamilies', 'ipFamilyPolicy'].some((name) =>
    place.is('spec', name),
  );
}

/**
 * Whether what differs at this place is a controller's by its nature: a certificate that is injected, rules that are put
 * together out of others.
 *
 * @param desired what git says there; nothing where only the live object has it
 * Source: test/unit/drift/cases, cases 28, 50.
 */
export function isManagedByNature(place: FieldPath, desired: unknown, object: Json): boolean {
  if (place.name === 'caBundle') return isPlaceholder(desired);
  return place.is('rules') && object['kind'] === 'ClusterRole' && isMap(object['aggregationRule']);
}

/** A certificate that an injector is to fill in: nothing, or a line break, as text or in base64. */
function isPlaceholder(desired: unknown): boolean {
  return (
    desired === undefined ||
    (typeof desired === 'string' && (desired.trim() === '' || Buffer.from(desired, 'base64').toString().trim() === ''))
  );
}

/** Atomic lists that the server keeps in an order of its own (case 43). */
export function isReordered(place: FieldPath, kind: string): boolean {
  return kind === 'HorizontalPodAutoscaler' && place.is('spec', 'metrics');
}

const workloads = new Set([
  'CronJob',
  'DaemonSet',
  'Deployment',
  'Job',
  'ReplicaSet',
  'ReplicationController',
  'StatefulSet',
]);

/** Keyed lists of a pod template that nobody fills in. */
const templateLists = new Set([
  'containers',
  'env',
  'envFrom',
  'ephemeralContainers',
  'hostAliases',
  'initContainers',
  'ports',
  'volumeDevices',
  'volumeMounts',
  'volumes',
]);

/**
 * Whether only a person or the deployer puts something here, so that it counts even where nobody says who wrote it:
 * the server has no default for it, and no controller makes a habit of it. Source: docs/drift.md, "What is no drift"; cases 36, 38, 71.
 */
export function isNeverFilledIn(place: FieldPath, desired: Json): boolean {
  const kind = textAt(desired, 'kind') ?? '';
  const { name, parentName, step } = place;
  if (typeof step === 'object') {
    if (step.guessed) return true;
    if (kind === 'Pod') return name === 'env' || name === 'ports';
    if (workloads.has(kind)) return templateLists.has(name);
    return kind === 'Service' && name === 'ports';
  }
  if (kind === 'ConfigMap' && ['data', 'binaryData'].includes(parentName)) return hasData(desired);
  if (kind === 'Service' && parentName === 'selector') return true;
  if (kind === 'PersistentVolumeClaim') return place.is('spec', 'dataSource');
  return workloads.has(kind) && ['args', 'command', 'envFrom'].includes(name);
}

/** One that git leaves empty is there for an injector to fill in. */
function hasData(configMap: Json): boolean {
  return ['data', 'binaryData'].some((part) => Object.keys(at(configMap, part) ?? {}).length > 0);
}

/** What a server adds to the items of atomic lists: claims on such a list do not tell it from what was sent. */
const filledIn = new Set([
  'apiGroup',
  'apiVersion',
  'divisor',
  'expirationSeconds',
  'kind',
  'pathType',
  'protocol',
  'status',
  'storageClassName',
  'volumeMode',
]);

export function isFilledIn({ name }: FieldPath): boolean {
  return filledIn.has(name);
}

/** The names of things that a map holds, in places where all of them were chosen by somebody. */
export function isChosen({ parentName }: FieldPath): boolean {
  return ['labels', 'annotations', 'nodeSelector', 'matchLabels'].includes(parentName);
}

/** Annotations by which a manifest asks its deployer to let the object go its own way. Source: docs/drift.md, "Rules that are honoured". */
const optOuts: Readonly<Record<string, readonly string[]>> = {
  'kustomize.toolkit.fluxcd.io/ssa': ['Ignore', 'IfNotPresent'],
  'kustomize.toolkit.fluxcd.io/reconcile': ['disabled'],
  'helm.toolkit.fluxcd.io/driftDetection': ['disabled'],
};

export function optsOut(desired: Json): boolean {
  const annotations = at(desired['metadata'], 'annotations');
  return Object.entries(optOuts).some(([key, values]) => values.includes(textAt(annotations, key)?.trim() ?? ''));
}

/** Ciphertext: what it stands for is known to the cluster only. */
export function isEncrypted(desired: Json): boolean {
  return isMap(desired['sops']) || isList(desired['sops']);
}
