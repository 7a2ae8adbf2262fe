import { at, isList, isObject, objectAt, type Json, type JsonObject } from '../model/object';

type Fields = Record<string, Json | undefined>;

const mapItems = (list: Json | undefined, change: (item: JsonObject) => JsonObject): Json | undefined =>
  isList(list) ? list.map((item) => (isObject(item) ? change(item) : item)) : list;

const orAbsent = (fields: Fields): JsonObject =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

/** Changes a field where it is an object. */
function within(object: JsonObject, field: string, change: (value: JsonObject) => JsonObject): JsonObject {
  const value = object[field];
  return isObject(value) ? { [field]: change(value) } : {};
}

/** What the server fills into the Pod template of a workload, or a Pod. */
export function withPodDefaults(spec: JsonObject): JsonObject {
  const account = spec['serviceAccountName'] ?? spec['serviceAccount'];
  return orAbsent({
    restartPolicy: 'Always',
    dnsPolicy: 'ClusterFirst',
    schedulerName: 'default-scheduler',
    terminationGracePeriodSeconds: 30,
    securityContext: {},
    ...spec,
    serviceAccountName: account,
    // The old name of the field, which the server still writes beside the new one.
    serviceAccount: account,
    containers: mapItems(spec['containers'], withContainerDefaults),
    initContainers: mapItems(spec['initContainers'], withContainerDefaults),
    volumes: mapItems(spec['volumes'], withVolumeDefaults),
  });
}

function withContainerDefaults(container: JsonObject): JsonObject {
  return orAbsent({
    imagePullPolicy: pullPolicy(container['image']),
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    ...container,
    ports: mapItems(container['ports'], (port) => ({ protocol: 'TCP', ...port })),
    env: mapItems(container['env'], withEnvDefaults),
    ...within(container, 'livenessProbe', withProbeDefaults),
    ...within(container, 'readinessProbe', withProbeDefaults),
    ...within(container, 'startupProbe', withProbeDefaults),
    ...within(container, 'lifecycle', (lifecycle) => ({
      ...lifecycle,
      ...within(lifecycle, 'preStop', withHandlerDefaults),
      ...within(lifecycle, 'postStart', withHandlerDefaults),
    })),
  });
}

/** `Always` for an image without a tag or tagged `latest`; a digest pins it. */
function pullPolicy(image: Json | undefined): string {
  const text = typeof image === 'string' ? image : '';
  if (text.includes('@')) return 'IfNotPresent';
  const tag = /:([^:/]+)$/.exec(text)?.[1] ?? 'latest';
  return tag === 'latest' ? 'Always' : 'IfNotPresent';
}

/** In a Pod itself, not in a template, a limit without a request is its own request. */
export function withRequests(spec: JsonObject): JsonObject {
  const containers = mapItems(spec['containers'], (container) => {
    const limits = at(container, 'resources', 'limits');
    if (!isObject(limits)) return container;
    const resources = { ...objectAt(container, 'resources') };
    return { ...container, resources: { ...resources, requests: { ...limits, ...objectAt(resources, 'requests') } } };
  });
  return orAbsent({ ...spec, containers });
}

function withEnvDefaults(variable: JsonObject): JsonObject {
  return {
    ...variable,
    ...within(variable, 'valueFrom', (source) => ({
      ...source,
      ...within(source, 'fieldRef', (reference) => ({ apiVersion: 'v1', ...reference })),
      ...within(source, 'resourceFieldRef', (reference) => ({ divisor: '0', ...reference })),
    })),
  };
}

function withProbeDefaults(probe: JsonObject): JsonObject {
  return {
    timeoutSeconds: 1,
    periodSeconds: 10,
    successThreshold: 1,
    failureThreshold: 3,
    ...withHandlerDefaults(probe),
    ...within(probe, 'grpc', (grpc) => ({ service: '', ...grpc })),
  };
}

const withHandlerDefaults = (handler: JsonObject): JsonObject => ({
  ...handler,
  ...within(handler, 'httpGet', (get) => ({ path: '/', scheme: 'HTTP', ...get })),
});

function withVolumeDefaults(volume: JsonObject): JsonObject {
  const withMode = (source: JsonObject): JsonObject => ({ defaultMode: 420, ...source });
  return {
    ...volume,
    ...within(volume, 'configMap', withMode),
    ...within(volume, 'secret', withMode),
    ...within(volume, 'downwardAPI', withMode),
    ...within(volume, 'hostPath', (source) => ({ type: '', ...source })),
    ...within(volume, 'projected', (source) => ({
      ...withMode(source),
      sources:
        mapItems(source['sources'], (projection) => ({
          ...projection,
          ...within(projection, 'serviceAccountToken', (token) => ({ expirationSeconds: 3600, ...token })),
        })) ?? [],
    })),
  };
}
