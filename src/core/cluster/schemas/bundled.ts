import { kindKey, type KindRef } from '../live';
import type { KindSchema, SchemaNode } from './schema';

/**
 * List keys, rewritten scalars, and types that manifests get wrong most often, of the built-in kinds: for when neither a
 * cluster nor a file tells. Source: the markers in kubernetes/api (`listMapKey` first, `patchMergeKey` second);
 * docs/drift.md, "What is no drift". Lists that are not named here are atomic, as unmarked ones are.
 */
const quantity: SchemaNode = { scalar: 'quantity', open: false };
const intOrString: SchemaNode = { scalar: 'intOrString', open: false };
const duration: SchemaNode = { type: 'string', scalar: 'duration', open: false };
const text: SchemaNode = { type: 'string', open: false };
const integer: SchemaNode = { type: 'integer', open: false };
const texts: SchemaNode = { type: 'object', values: text, open: true };
const quantities: SchemaNode = { type: 'object', values: quantity, open: true };
const set: SchemaNode = { type: 'array', list: { kind: 'set' }, open: false };

type Fields = Readonly<Record<string, SchemaNode>>;

function object(fields: Fields): SchemaNode {
  return { type: 'object', fields: new Map(Object.entries(fields)), open: true };
}

function listBy(keys: string, items: SchemaNode = object({}), defaults: Record<string, string> = {}): SchemaNode {
  return { type: 'array', list: { kind: 'map', keys: keys.split(' '), defaults }, items, open: false };
}

function listOf(items: SchemaNode): SchemaNode {
  return { type: 'array', list: { kind: 'atomic' }, items, open: false };
}

const metadata = object({
  name: text,
  namespace: text,
  labels: texts,
  annotations: texts,
  finalizers: set,
  ownerReferences: listBy('uid'),
});

const resources = object({ limits: quantities, requests: quantities, claims: listBy('name') });
const portTarget = object({ port: intOrString });
const probe = object({ httpGet: portTarget, tcpSocket: portTarget });

const container = object({
  image: text,
  command: listOf(text),
  args: listOf(text),
  ports: listBy('containerPort protocol', object({}), { protocol: 'TCP' }),
  env: listBy('name', object({ value: text, valueFrom: object({ resourceFieldRef: object({ divisor: quantity }) }) })),
  volumeMounts: listBy('mountPath'),
  volumeDevices: listBy('devicePath'),
  resources,
  livenessProbe: probe,
  readinessProbe: probe,
  startupProbe: probe,
  lifecycle: object({ postStart: probe, preStop: probe }),
});

const claimSpec = object({ resources: object({ limits: quantities, requests: quantities }) });
const claimTemplate = object({ metadata, spec: claimSpec });
const resourceItem = object({ resourceFieldRef: object({ divisor: quantity }) });

const downwardAPI = object({ items: listOf(resourceItem) });

const volume = object({
  emptyDir: object({ sizeLimit: quantity }),
  ephemeral: object({ volumeClaimTemplate: claimTemplate }),
  downwardAPI,
  projected: object({ sources: listOf(object({ downwardAPI })) }),
});

const podSpec = object({
  containers: listBy('name', container),
  initContainers: listBy('name', container),
  ephemeralContainers: listBy('name', container),
  volumes: listBy('name', volume),
  imagePullSecrets: listBy('name'),
  hostAliases: listBy('ip'),
  topologySpreadConstraints: listBy('topologyKey whenUnsatisfiable'),
  schedulingGates: listBy('name'),
  resourceClaims: listBy('name'),
  nodeSelector: texts,
  tolerations: listOf(object({ key: text, value: text })),
  overhead: quantities,
  resources,
});

const podTemplate = object({ metadata, spec: podSpec });
const rollout = object({ rollingUpdate: object({ maxSurge: intOrString, maxUnavailable: intOrString }) });
const workload = (fields: Fields = {}): SchemaNode =>
  object({ metadata, spec: object({ replicas: integer, template: podTemplate, ...fields }) });
const jobSpec = object({ template: podTemplate });
const metricTarget = object({ value: quantity, averageValue: quantity });
const metric = object({
  ...Object.fromEntries(
    ['resource', 'containerResource', 'pods', 'object', 'external'].map((source) => [
      source,
      object({ target: metricTarget }),
    ]),
  ),
});
const policyPeerRule = object({
  ports: listOf(object({ port: intOrString, endPort: integer })),
});
const webhooks = object({ metadata, webhooks: listBy('name', object({ matchConditions: listBy('name') })) });
const limitRange = object({
  default: quantities,
  defaultRequest: quantities,
  max: quantities,
  min: quantities,
  maxLimitRequestRatio: quantities,
});
const plain = object({ metadata });

const kinds: Fields = {
  'v1/Pod': object({ metadata, spec: podSpec }),
  'v1/PodTemplate': object({ metadata, template: podTemplate }),
  'v1/ReplicationController': workload(),
  'v1/Service': object({
    metadata,
    spec: object({
      selector: texts,
      ports: listBy('port protocol', object({ targetPort: intOrString }), { protocol: 'TCP' }),
    }),
  }),
  'v1/ServiceAccount': object({ metadata, secrets: listBy('name') }),
  'v1/ConfigMap': object({ metadata, data: texts }),
  'v1/Secret': object({ metadata, stringData: texts }),
  'v1/Namespace': plain,
  'v1/PersistentVolumeClaim': object({ metadata, spec: claimSpec }),
  'v1/PersistentVolume': object({ metadata, spec: object({ capacity: quantities }) }),
  'v1/ResourceQuota': object({ metadata, spec: object({ hard: quantities }) }),
  'v1/LimitRange': object({ metadata, spec: object({ limits: listOf(limitRange) }) }),
  'apps/v1/Deployment': workload({ strategy: rollout }),
  'apps/v1/ReplicaSet': workload(),
  'apps/v1/StatefulSet': workload({ updateStrategy: rollout, volumeClaimTemplates: listOf(claimTemplate) }),
  'apps/v1/DaemonSet': workload({ updateStrategy: rollout }),
  'batch/v1/Job': object({ metadata, spec: jobSpec }),
  'batch/v1/CronJob': object({ metadata, spec: object({ jobTemplate: object({ metadata, spec: jobSpec }) }) }),
  'autoscaling/v1/HorizontalPodAutoscaler': plain,
  'autoscaling/v2/HorizontalPodAutoscaler': object({
    metadata,
    spec: object({
      metrics: listOf(metric),
      behavior: object({ scaleUp: object({ tolerance: quantity }), scaleDown: object({ tolerance: quantity }) }),
    }),
  }),
  'networking.k8s.io/v1/Ingress': plain,
  'networking.k8s.io/v1/IngressClass': plain,
  'networking.k8s.io/v1/NetworkPolicy': object({
    metadata,
    spec: object({ ingress: listOf(policyPeerRule), egress: listOf(policyPeerRule) }),
  }),
  'policy/v1/PodDisruptionBudget': object({
    metadata,
    spec: object({ minAvailable: intOrString, maxUnavailable: intOrString }),
  }),
  'rbac.authorization.k8s.io/v1/Role': plain,
  'rbac.authorization.k8s.io/v1/RoleBinding': plain,
  'rbac.authorization.k8s.io/v1/ClusterRole': plain,
  'rbac.authorization.k8s.io/v1/ClusterRoleBinding': plain,
  'storage.k8s.io/v1/StorageClass': plain,
  'scheduling.k8s.io/v1/PriorityClass': plain,
  'admissionregistration.k8s.io/v1/MutatingWebhookConfiguration': webhooks,
  'admissionregistration.k8s.io/v1/ValidatingWebhookConfiguration': webhooks,
  'apiextensions.k8s.io/v1/CustomResourceDefinition': plain,
  'discovery.k8s.io/v1/EndpointSlice': plain,
  // Two custom kinds that most GitOps repositories hold, with the durations that the server rewrites (test/unit/drift/cases, case 11).
  'cert-manager.io/v1/Certificate': object({ metadata, spec: object({ duration, renewBefore: duration }) }),
  'monitoring.coreos.com/v1/ServiceMonitor': object({
    metadata,
    spec: object({ endpoints: listOf(object({ targetPort: intOrString })) }),
  }),
};

/** The bundled knowledge of a kind; undefined where it is not a built-in one. Never says that a field does not exist. */
export function bundledSchema(kind: KindRef): KindSchema | undefined {
  const root = kinds[kindKey(kind)];
  return root && { apiVersion: kind.apiVersion, kind: kind.kind, origin: 'bundled', root };
}
