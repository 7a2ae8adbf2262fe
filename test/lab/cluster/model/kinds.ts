import { ApiError, noSuchResource } from './errors';

/** One served resource. Only what the fleet uses is served. */
export interface Kind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly resource: string;
  readonly shortNames: readonly string[];
  readonly namespaced: boolean;
  readonly subresources: readonly ('status' | 'scale' | 'log')[];
  /** Whether the server counts generations of its `spec`. */
  readonly generations: boolean;
  /** Custom resources answer lists with `kind` in each item and know no strategic merge. */
  readonly custom: boolean;
}

type Flag = 'status' | 'scale' | 'log' | 'generations' | 'cluster' | 'custom';

function kind(
  groupVersion: string,
  name: string,
  resource: string,
  shortNames: readonly string[],
  flags: readonly Flag[] = [],
): Kind {
  const [group, version] = groupVersion.includes('/') ? groupVersion.split('/') : ['', groupVersion];
  return {
    group: group ?? '',
    version: version ?? '',
    kind: name,
    resource,
    shortNames,
    namespaced: !flags.includes('cluster'),
    subresources: (['status', 'scale', 'log'] as const).filter((subresource) => flags.includes(subresource)),
    generations: flags.includes('generations'),
    custom: flags.includes('custom'),
  };
}

export const kinds: readonly Kind[] = [
  kind('v1', 'Namespace', 'namespaces', ['ns'], ['cluster', 'status']),
  kind('v1', 'Pod', 'pods', ['po'], ['status', 'log', 'generations']),
  kind('v1', 'Service', 'services', ['svc'], ['status']),
  kind('v1', 'ConfigMap', 'configmaps', ['cm']),
  kind('v1', 'Secret', 'secrets', []),
  kind('v1', 'ServiceAccount', 'serviceaccounts', ['sa']),
  kind('v1', 'PersistentVolumeClaim', 'persistentvolumeclaims', ['pvc'], ['status']),
  kind('v1', 'Event', 'events', ['ev']),
  kind('apps/v1', 'Deployment', 'deployments', ['deploy'], ['status', 'scale', 'generations']),
  kind('apps/v1', 'ReplicaSet', 'replicasets', ['rs'], ['status', 'scale', 'generations']),
  kind('apps/v1', 'StatefulSet', 'statefulsets', ['sts'], ['status', 'scale', 'generations']),
  kind('apps/v1', 'DaemonSet', 'daemonsets', ['ds'], ['status', 'generations']),
  kind('batch/v1', 'Job', 'jobs', [], ['status', 'generations']),
  kind('batch/v1', 'CronJob', 'cronjobs', ['cj'], ['status', 'generations']),
  kind('networking.k8s.io/v1', 'Ingress', 'ingresses', ['ing'], ['status', 'generations']),
  kind('autoscaling/v2', 'HorizontalPodAutoscaler', 'horizontalpodautoscalers', ['hpa'], ['status', 'generations']),
  kind('monitoring.coreos.com/v1', 'ServiceMonitor', 'servicemonitors', ['smon'], ['generations', 'custom']),
];

export const groupVersion = ({ group, version }: { group: string; version: string }): string =>
  group ? `${group}/${version}` : version;

/** The kind a manifest names. Throws as the server does where nothing serves it. */
export function kindOf(apiVersion: string, name: string): Kind {
  const found = kinds.find((candidate) => candidate.kind === name && groupVersion(candidate) === apiVersion);
  if (!found) {
    throw new ApiError(404, 'NotFound', `no matches for kind "${name}" in version "${apiVersion}"`);
  }
  return found;
}

/** The kind by its bare name, which is unambiguous among those served. */
export function kindNamed(name: string): Kind {
  const found = kinds.find((candidate) => candidate.kind === name);
  if (!found) throw noSuchResource();
  return found;
}

export function kindServing(group: string, version: string, resource: string): Kind | undefined {
  return kinds.find((kind) => kind.group === group && kind.version === version && kind.resource === resource);
}
