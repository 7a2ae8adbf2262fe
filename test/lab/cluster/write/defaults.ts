import {
  isList,
  isObject,
  listAt,
  omit,
  objectAt,
  stringAt,
  type Json,
  type JsonObject,
  type KubeObject,
} from '../model/object';
import { withPodDefaults, withRequests } from './podDefaults';

type Defaulter = (spec: JsonObject, object: KubeObject) => JsonObject;

const withTemplate = (spec: JsonObject, defaults: JsonObject = {}): JsonObject => {
  const template = objectAt(spec, 'template');
  return { template: { ...template, spec: withPodDefaults({ ...defaults, ...objectAt(template, 'spec') }) } };
};

/** A strategy with its parameters, where it is the rolling one. */
function rolling(strategy: JsonObject, parameters: JsonObject): JsonObject {
  const type = strategy['type'] ?? 'RollingUpdate';
  if (type !== 'RollingUpdate') return { ...strategy, type };
  return { ...strategy, type, rollingUpdate: { ...parameters, ...objectAt(strategy, 'rollingUpdate') } };
}

/** By kind: the spec with what the server fills in. The real ones: `pkg/apis/{core,apps,batch,autoscaling}` `defaults.go`. */
const specDefaults: Readonly<Record<string, Defaulter>> = {
  Pod: (spec) => ({ enableServiceLinks: true, ...withRequests(withPodDefaults(spec)) }),
  Deployment: (spec) => ({
    replicas: 1,
    revisionHistoryLimit: 10,
    progressDeadlineSeconds: 600,
    ...spec,
    strategy: rolling(objectAt(spec, 'strategy'), { maxUnavailable: '25%', maxSurge: '25%' }),
    ...withTemplate(spec),
  }),
  ReplicaSet: (spec) => ({ replicas: 1, ...spec, ...withTemplate(spec) }),
  StatefulSet: (spec) => ({
    replicas: 1,
    revisionHistoryLimit: 10,
    podManagementPolicy: 'OrderedReady',
    persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
    ...spec,
    updateStrategy: rolling(objectAt(spec, 'updateStrategy'), { partition: 0, maxUnavailable: 1 }),
    ...withTemplate(spec),
    ...(isList(spec['volumeClaimTemplates']) ? { volumeClaimTemplates: spec['volumeClaimTemplates'].map(claim) } : {}),
  }),
  DaemonSet: (spec) => ({
    revisionHistoryLimit: 10,
    ...spec,
    updateStrategy: rolling(objectAt(spec, 'updateStrategy'), { maxUnavailable: 1, maxSurge: 0 }),
    ...withTemplate(spec),
  }),
  Job: (spec, { metadata }) => ({ ...jobSpec(spec), ...jobIdentity(spec, metadata.name, metadata.uid) }),
  CronJob: (spec) => {
    const template = objectAt(spec, 'jobTemplate');
    return {
      concurrencyPolicy: 'Allow',
      suspend: false,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 1,
      ...spec,
      // The job of a template keeps its own defaults for later, but its Pods' are filled in now.
      jobTemplate: {
        ...template,
        spec: { ...objectAt(template, 'spec'), ...withTemplate(objectAt(template, 'spec')) },
      },
    };
  },
  PersistentVolumeClaim: (spec) => ({ volumeMode: 'Filesystem', storageClassName: 'lab', ...spec }),
  HorizontalPodAutoscaler: (spec) => ({
    minReplicas: 1,
    ...spec,
    metrics: spec['metrics'] ?? [
      { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } },
    ],
  }),
};

function jobSpec(spec: JsonObject): JsonObject {
  return {
    completions: spec['completions'] ?? 1,
    parallelism: 1,
    backoffLimit: 6,
    completionMode: 'NonIndexed',
    suspend: false,
    manualSelector: false,
    podReplacementPolicy: 'TerminatingOrFailed',
    ...spec,
    ...withTemplate(spec),
  };
}

/** The labels by which a Job finds its own Pods. */
function jobIdentity(spec: JsonObject, name: string, uid: string | undefined): JsonObject {
  if (!uid || spec['manualSelector'] === true) return {};
  const { template } = withTemplate(spec);
  const labels = {
    ...objectAt(template, 'metadata', 'labels'),
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': name,
    'controller-uid': uid,
    'job-name': name,
  };
  return {
    selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } },
    template: { ...objectAt(template), metadata: { ...objectAt(template, 'metadata'), labels } },
  };
}

/** An embedded claim carries its own type and a status. */
const claim = (item: Json): Json =>
  isObject(item)
    ? {
        ...item,
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        spec: { volumeMode: 'Filesystem', ...objectAt(item, 'spec') },
        status: { phase: 'Pending' },
      }
    : item;

/** The object with everything that the server fills in for its kind. Idempotent. */
export function withDefaults(object: KubeObject): KubeObject {
  switch (object.kind) {
    case 'Secret':
      return withFoldedStrings(object);
    case 'Namespace':
      return {
        ...object,
        metadata: {
          ...object.metadata,
          labels: { ...object.metadata.labels, 'kubernetes.io/metadata.name': object.metadata.name },
        },
        spec: { finalizers: ['kubernetes'] },
        status: { phase: 'Active', ...objectAt(object, 'status') },
      };
    case 'StatefulSet':
      return { ...withSpec(object), status: { replicas: 0, availableReplicas: 0, ...objectAt(object, 'status') } };
    case 'DaemonSet':
      return {
        ...withSpec(object),
        metadata: {
          ...object.metadata,
          annotations: { [templateGeneration]: '1', ...object.metadata.annotations },
        },
        status: { ...nothingScheduled, ...objectAt(object, 'status') },
      };
    case 'Job':
      return withOwnLabels(withSpec(object));
    case 'PersistentVolumeClaim':
      return { ...withSpec(object), status: { phase: 'Pending', ...objectAt(object, 'status') } };
    case 'HorizontalPodAutoscaler':
      return { ...withSpec(sortedMetrics(object)), status: { desiredReplicas: 0, ...objectAt(object, 'status') } };
    default:
      return withSpec(object);
  }
}

const templateGeneration = 'deprecated.daemonset.template.generation';

const nothingScheduled: JsonObject = {
  currentNumberScheduled: 0,
  desiredNumberScheduled: 0,
  numberMisscheduled: 0,
  numberReady: 0,
};

/** A Job without labels has those of its Pods. */
function withOwnLabels(job: KubeObject): KubeObject {
  if (Object.keys(job.metadata.labels ?? {}).length > 0) return job;
  const labels = objectAt(job, 'spec', 'template', 'metadata', 'labels') as Readonly<Record<string, string>>;
  return { ...job, metadata: { ...job.metadata, labels } };
}

function withSpec(object: KubeObject): KubeObject {
  const defaulter = specDefaults[object.kind];
  return defaulter ? { ...object, spec: defaulter(objectAt(object, 'spec'), object) } : object;
}

/** `stringData` is for writing only: the server keeps it in `data`. */
function withFoldedStrings(object: KubeObject): KubeObject {
  const folded = Object.entries(objectAt(object, 'stringData')).map(
    ([key, value]) => [key, Buffer.from(typeof value === 'string' ? value : '', 'utf8').toString('base64')] as const,
  );
  const data: JsonObject = { ...objectAt(object, 'data'), ...Object.fromEntries(folded) };
  return {
    ...(omit(object, 'stringData') as KubeObject),
    ...(Object.keys(data).length > 0 ? { data } : {}),
    type: stringAt(object, 'type') ?? 'Opaque',
  };
}

/** CPU goes last: servers that store the older version of the kind keep it apart and append it (kubernetes#74099). */
function sortedMetrics(object: KubeObject): KubeObject {
  const isCpu = (metric: Json): boolean => stringAt(metric, 'resource', 'name') === 'cpu';
  const metrics = listAt(object, 'spec', 'metrics');
  if (metrics.length < 2 || !metrics.some(isCpu)) return object;
  const sorted = [...metrics.filter((metric) => !isCpu(metric)), ...metrics.filter(isCpu)];
  return { ...object, spec: { ...objectAt(object, 'spec'), metrics: sorted } };
}
