import type { Comparison } from './comparison';
import type { FieldPath } from './fieldPath';
import { at, isList, textAt } from '../values/values';

type Derive = (beside: unknown, comparison: Comparison) => unknown;

/**
 * What the server fills in by what stands beside it: by the end of the path, for the kinds that are named.
 * Source: Kubernetes' `pkg/apis/<group>/<version>/defaults.go` and `pkg/registry/<group>/<kind>/strategy.go`.
 */
const rules: readonly (readonly [kinds: RegExp, path: RegExp, derive: Derive])[] = [
  [
    /./,
    /(^|\.)(initC|ephemeralC|c)ontainers\[\]\.imagePullPolicy$/,
    (container) => pullPolicyOf(textAt(container, 'image') ?? ''),
  ],
  [/./, /\[\]\.ports\[\]\.hostPort$/, (port) => at(port, 'containerPort')],
  [
    /./,
    /^spec(\.template\.spec|\.jobTemplate\.spec\.template\.spec)?\.serviceAccount$/,
    (pod) => at(pod, 'serviceAccountName'),
  ],
  [/^Pod$/, /\[\]\.resources\.requests$/, (resources) => at(resources, 'limits')],
  [/^Service$/, /^spec\.ports\[\]\.targetPort$/, (port) => at(port, 'port')],
  [/^Service$/, /^spec\.sessionAffinityConfig\.clientIP\.timeoutSeconds$/, () => 10_800],
  [
    /^NetworkPolicy$/,
    /^spec\.policyTypes$/,
    (spec) => (isList(at(spec, 'egress')) ? ['Ingress', 'Egress'] : ['Ingress']),
  ],
  [
    /^(Cluster)?RoleBinding$/,
    /^subjects\[\]\.apiGroup$/,
    (subject) => (textAt(subject, 'kind') === 'ServiceAccount' ? '' : rbac),
  ],
  [/^Namespace$/, /^spec\.finalizers$/, () => ['kubernetes']],
  [/^Job$/, /^spec\.(completions|parallelism)$/, () => 1],
  [/^CronJob$/, /^spec\.jobTemplate\.spec\.(completions|parallelism)$/, () => 1],
  [/^CustomResourceDefinition$/, /^spec\.names\.singular$/, (names) => textAt(names, 'kind')?.toLowerCase()],
  [/^CustomResourceDefinition$/, /^spec\.names\.listKind$/, (names) => `${textAt(names, 'kind') ?? ''}List`],
];

const rbac = 'rbac.authorization.k8s.io';

/** A moving tag is pulled each time. */
function pullPolicyOf(image: string): string {
  const [name = '', digest] = image.split('@');
  const tag = /:([^/:]*)$/.exec(name)?.[1];
  return digest === undefined && (tag === undefined || tag === 'latest') ? 'Always' : 'IfNotPresent';
}

/** The values that the server may have taken from what is live beside this place. */
export function derived(comparison: Comparison, place: FieldPath): readonly unknown[] {
  const { kind } = comparison;
  const { pattern } = place;
  return rules.flatMap(([kinds, path, derive]) =>
    kinds.test(kind) && path.test(pattern) ? [derive(liveAt(comparison, place.above), comparison)] : [],
  );
}

function liveAt(comparison: Comparison, place: FieldPath | undefined): unknown {
  if (place?.step === undefined) return comparison.live;
  return typeof place.step === 'object' ? place.step.value : at(liveAt(comparison, place.above), place.step);
}
