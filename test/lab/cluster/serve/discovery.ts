import { createHash } from 'node:crypto';
import { groupVersion, kinds, type Kind } from '../model/kinds';
import type { JsonObject } from '../model/object';
import { openApi } from './openapi';

const groups = [...new Set(kinds.map(({ group }) => group))].filter(Boolean);
const groupVersions = [...new Set(kinds.map(groupVersion))];

/** What a client asks before it asks for objects. Undefined where nothing is at the path. */
export function discover(path: string): JsonObject | string | undefined {
  switch (path.replace(/\/$/, '')) {
    case '/version':
      return version;
    case '/healthz':
    case '/livez':
    case '/readyz':
      return 'ok';
    case '/api':
      return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] };
    case '/apis':
      return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups.map(apiGroup) };
    case '/openapi/v3':
      // A text to the real server, too: it leaves the type of this one answer to be guessed from its content.
      return JSON.stringify({
        paths: Object.fromEntries(groupVersions.map((each) => [pathOf(each), { serverRelativeURL: openApiUrl(each) }])),
      });
    default:
      return below(path);
  }
}

/** The address of a group's document, by its content; undefined where the path is none. */
export function currentOpenApiUrl(path: string): string | undefined {
  const found = groupVersions.find((each) => path === `/openapi/v3/${pathOf(each)}`);
  return found && openApiUrl(found);
}

const version = {
  major: '1',
  minor: '37',
  gitVersion: 'v1.37.2',
  gitCommit: '',
  gitTreeState: 'clean',
  buildDate: '2026-01-01T00:00:00Z',
  goVersion: 'none',
  compiler: 'none',
  platform: 'none',
};

const pathOf = (each: string): string => (each.includes('/') ? `apis/${each}` : `api/${each}`);

const hashes = new Map<string, string>();

function openApiUrl(each: string): string {
  const hash =
    hashes.get(each) ??
    createHash('sha512')
      .update(JSON.stringify(openApi(each)))
      .digest('hex')
      .toUpperCase();
  hashes.set(each, hash);
  return `/openapi/v3/${pathOf(each)}?hash=${hash}`;
}

function below(path: string): JsonObject | undefined {
  const each = groupVersions.find((candidate) => path === `/${pathOf(candidate)}`);
  if (each) return resourceList(each);
  const documented = groupVersions.find((candidate) => path === `/openapi/v3/${pathOf(candidate)}`);
  if (documented) return openApi(documented);
  const group = groups.find((candidate) => path === `/apis/${candidate}`);
  return group ? { kind: 'APIGroup', apiVersion: 'v1', ...apiGroup(group) } : undefined;
}

function apiGroup(group: string): JsonObject {
  const versions = [...new Set(kinds.filter((kind) => kind.group === group).map(({ version: each }) => each))].map(
    (each) => ({
      groupVersion: `${group}/${each}`,
      version: each,
    }),
  );
  return { name: group, versions, preferredVersion: versions[0] };
}

function resourceList(each: string): JsonObject {
  const resources = kinds.filter((kind) => groupVersion(kind) === each).flatMap(resourcesOf);
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: each, resources };
}

/** What `kubectl get all` means. */
const inAll = new Set([
  'Pod',
  'Service',
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'CronJob',
  'HorizontalPodAutoscaler',
]);

function resourcesOf(kind: Kind): readonly JsonObject[] {
  const { resource, namespaced, shortNames } = kind;
  const subresources = kind.subresources.map((subresource) => ({
    name: `${resource}/${subresource}`,
    singularName: '',
    namespaced,
    ...(subresource === 'scale' ? { group: 'autoscaling', version: 'v1', kind: 'Scale' } : { kind: kind.kind }),
    verbs: subresource === 'log' ? ['get'] : ['get', 'patch', 'update'],
  }));
  return [
    {
      name: resource,
      singularName: kind.kind.toLowerCase(),
      namespaced,
      kind: kind.kind,
      verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
      ...(shortNames.length > 0 ? { shortNames } : {}),
      ...(inAll.has(kind.kind) ? { categories: ['all'] } : {}),
    },
    ...subresources,
  ];
}
