import type { Place } from './fieldPath';
import { isMap, type Json } from './values';

/** What the walk knows of the object beside the value at hand. */
export interface ObjectFacts {
  readonly kind: string;
  readonly desired: Json;
  readonly live: Json;
  /** A HorizontalPodAutoscaler, KEDA or VPA object names this workload. */
  readonly autoscaled: boolean;
}

/** Empties whose presence means something. Source: drift.md §4.3, rung 1. */
const meaningfulEmpties = new Set(['emptyDir', 'podSelector', 'namespaceSelector', 'selector', 'labelSelector']);

export function emptinessMeans({ trail, text }: Place, kind: string): boolean {
  const key = trail.at(-1) ?? '';
  if (kind === 'NetworkPolicy' && /^spec\.(ingress|egress)\[\d+\]$/.test(text)) return true;
  return meaningfulEmpties.has(key);
}

/** Annotations and labels that tools put on live objects as a matter of course. Source: drift.md §2, cases 25, 57, 58. */
const noise =
  /^(kubectl\.kubernetes\.io\/(restartedAt|last-applied-configuration|default-container)|deployment\.kubernetes\.io\/|deprecated\.daemonset\.template\.generation|kubernetes\.io\/metadata\.name|autoscaling\.alpha\.kubernetes\.io\/|pv\.kubernetes\.io\/|volume\.(beta\.)?kubernetes\.io\/|meta\.helm\.sh\/|app\.kubernetes\.io\/managed-by|argocd\.argoproj\.io\/|kustomize\.toolkit\.fluxcd\.io\/|helm\.toolkit\.fluxcd\.io\/|reconcile\.fluxcd\.io\/|control-plane\.alpha\.kubernetes\.io\/|pod-template-hash|controller-uid|batch\.kubernetes\.io\/)/;

/** Live-only content that is nobody's drift. */
export function isNoise({ trail }: Place, item: unknown): boolean {
  const key = trail.at(-1) ?? '';
  if (['labels', 'annotations'].includes(trail.at(-2) ?? '')) return noise.test(key);
  // OpenShift adds a pull secret of its own to every service account (case 44).
  return key === 'imagePullSecrets' && isMap(item) && /-dockercfg-/.test(String(item['name']));
}

/** Whether a difference at this place is a controller's by its nature. Source: drift.md §2, cases 28, 45, 50. */
export function isManagedByNature(place: Place, desired: unknown, facts: ObjectFacts): boolean {
  if (place.text === 'rules' && facts.kind === 'ClusterRole') return isMap(facts.desired['aggregationRule']);
  return place.trail.at(-1) === 'caBundle' && typeof desired === 'string' && desired.trim() === '';
}

export function isReplicas({ text }: Place): boolean {
  return text === 'spec.replicas';
}

/** Atomic lists that the server keeps in an order of its own (case 43). */
export function isUnordered({ text }: Place, kind: string): boolean {
  return kind === 'HorizontalPodAutoscaler' && text === 'spec.metrics';
}

/** Fields that belong to another workload kind: the server drops them without a word (case 69). */
const misplaced: Readonly<Record<string, readonly string[]>> = {
  StatefulSet: ['spec.strategy', 'spec.progressDeadlineSeconds', 'spec.paused'],
  DaemonSet: ['spec.strategy', 'spec.replicas', 'spec.progressDeadlineSeconds'],
  Deployment: ['spec.updateStrategy', 'spec.serviceName', 'spec.volumeClaimTemplates', 'spec.podManagementPolicy'],
};

export function isMisplaced({ text }: Place, kind: string): boolean {
  return misplaced[kind]?.includes(text) ?? false;
}

/** Places where neither the server nor a controller adds anything, so that what is extra was put there. */
export function hasNoDefaults(place: Place, kind: string): boolean {
  const parent = place.trail.at(-2) ?? '';
  if (kind === 'ConfigMap') return ['data', 'binaryData'].includes(parent);
  return place.trail.at(-1) === 'env';
}
