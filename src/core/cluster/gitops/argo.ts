import { isMap, listAt, mapAt, stringAt, type Json } from '../json';
import type { LiveObject } from '../live';
import { among } from './among';
import { argoNotes } from './argoNotes';
import { kargoProject } from './kargoProject';
import { present, webAddress, type GitopsStatus } from './status';
import { windowsOf, type SyncWindow } from './syncWindows';

/**
 * An Argo CD Application, once for each of its sources: it deploys all of them together, each at a revision of its own.
 * `status.sync.revision` is what it last compared with, not proof of anything deployed: applied is the last operation's revision
 * where it succeeded, else the last of the history. What it compared under another specification says nothing of this one.
 *
 * @param objects where its project is looked for
 * Source: docs/controllers.md, "Argo CD"; argo-cd, pkg/apis/application/v1alpha1/types.go.
 */
export function argoStatuses(application: LiveObject, objects: readonly LiveObject[] = []): GitopsStatus[] {
  const windows = windowsFor(application, objects);
  return sourcesOf(application).map((source) => statusOf(application, source, windows, objects));
}

function sourcesOf(application: LiveObject): readonly Json[] {
  const spec = mapAt(application, 'spec');
  const sources = listAt(spec, 'sources').filter(isMap);
  if (sources.length > 0) return sources;
  return [isMap(spec['source']) ? spec['source'] : {}];
}

function statusOf(
  application: LiveObject,
  source: Json,
  windows: readonly SyncWindow[] | undefined,
  objects: readonly LiveObject[],
): GitopsStatus {
  const spec = mapAt(application, 'spec');
  const hydrated = mapAt(spec, 'sourceHydrator', 'syncSource');
  const operation = mapAt(application, 'status', 'operationState');
  const problem = listAt(application, 'status', 'conditions').find((entry) =>
    stringAt(entry, 'type')?.endsWith('Error'),
  );
  const isCompared = comparesThis(application, source);
  const sync = isCompared ? syncOf(application) : 'unknown';
  return {
    source: 'argo',
    kind: application.kind,
    name: application.metadata.name,
    namespace: application.metadata.namespace,
    ...present({
      repository: stringAt(source, 'repoURL') ?? stringAt(spec, 'sourceHydrator', 'drySource', 'repoURL'),
      follows: stringAt(hydrated, 'targetBranch') ?? stringAt(source, 'targetRevision'),
      path: stringAt(source, 'path') ?? stringAt(hydrated, 'path'),
      targetNamespace: stringAt(spec, 'destination', 'namespace'),
      elsewhere: elsewhere(spec),
      project: kargoProject(application),
      desired: isCompared ? revisionOf(mapAt(application, 'status', 'sync'), source) : undefined,
      attempted:
        revisionOf(mapAt(operation, 'syncResult'), source) ?? revisionOf(mapAt(operation, 'operation', 'sync'), source),
      applied: appliedBy(application, operation, source),
      reason: stringAt(problem, 'message') ?? reasonOf(application, operation),
      page: pageOf(application, objects),
      lookedAt: stringAt(application, 'status', 'reconciledAt'),
      since: stringAt(operation, 'finishedAt') ?? stringAt(operation, 'startedAt'),
      healthySince:
        healthOf(application) === 'healthy'
          ? stringAt(application, 'status', 'health', 'lastTransitionTime')
          : undefined,
    }),
    history: listAt(application, 'status', 'history')
      .flatMap((entry) => {
        const [commit, since] = [revisionOf(entry, source), stringAt(entry, 'deployedAt')];
        return commit === undefined || since === undefined ? [] : [{ commit, since }];
      })
      .toReversed(),
    sync,
    health: healthOf(application),
    operation: operationOf(application, operation),
    paused: application.metadata.annotations?.['argocd.argoproj.io/skip-reconcile'] === 'true',
    ...argoNotes(application, { sync, windows }),
    ...(windows && windows.length > 0 ? { syncWindows: windows } : {}),
  };
}

/**
 * The page of an Application in the Argo CD of its own namespace, where that says where it is: which Argo CD serves another namespace is
 * not told. Source: argo-cd, argocd-cm.yaml (`url`), ui/src/app/app.tsx (`/applications/NAMESPACE/NAME`).
 */
function pageOf({ metadata: { name, namespace } }: LiveObject, objects: readonly LiveObject[]): string | undefined {
  const settings = among(objects).one('v1', 'ConfigMap', 'argocd-cm', namespace);
  const url = webAddress(stringAt(settings, 'data', 'url'));
  if (url === undefined || namespace === undefined || /^\.{0,2}$/.test(name)) return undefined;
  const place = ['applications', namespace, name].map(encodeURIComponent).join('/');
  return new URL(place, url.replace(/\/?$/, '/')).href;
}

/** Its own cluster by the address and the name that Argo CD has for it. Source: argo-cd, `KubernetesInternalAPIServerAddr`. */
function elsewhere(spec: Json): string | undefined {
  const server = stringAt(spec, 'destination', 'server') ?? '';
  if (server !== '') return /^https:\/\/kubernetes\.default\.svc(?::443)?\/?$/.test(server) ? undefined : server;
  const name = stringAt(spec, 'destination', 'name') ?? '';
  return name === 'in-cluster' ? undefined : name;
}

/** Nothing where its project, or a window of it, cannot be read. */
function windowsFor(application: LiveObject, objects: readonly LiveObject[]): readonly SyncWindow[] | undefined {
  const name = stringAt(application, 'spec', 'project') ?? 'default';
  const projects = among(objects).all('argoproj.io', 'AppProject');
  const project = projects.find(({ metadata }) => metadata.name === name);
  return project && windowsOf(project, application);
}

/** Whether what it says of being in sync is of this source as it is asked for now, as far as it tells what it compared with. */
function comparesThis(application: LiveObject, source: Json): boolean {
  const compared = mapAt(application, 'status', 'sync', 'comparedTo');
  const all = [compared['source'], ...listAt(compared, 'sources')]
    .filter(isMap)
    .filter(({ repoURL }) => repoURL !== '');
  return all.length === 0 || source['repoURL'] === undefined || all.some((one) => isSame(one, source));
}

function isSame(one: Json, other: Json): boolean {
  const same = (key: string) => (stringAt(one, key) ?? '') === (stringAt(other, key) ?? '');
  return ['repoURL', 'path', 'targetRevision', 'ref', 'chart'].every(same);
}

function appliedBy(application: LiveObject, operation: unknown, source: Json): string | undefined {
  const sync = mapAt(operation, 'operation', 'sync');
  // Of somebody's own files no revision tells, although one stands beside them, in the history as well.
  if (listAt(sync, 'manifests').length > 0) return undefined;
  // A part alone, or a trial, brings no revision as a whole: its history does not count it either.
  const isWhole = sync['dryRun'] !== true && listAt(sync, 'resources').length === 0;
  const isDone = stringAt(operation, 'phase') === 'Succeeded' && isWhole;
  const last = isDone ? revisionOf(mapAt(operation, 'syncResult'), source) : undefined;
  return last ?? revisionOf(listAt(application, 'status', 'history').at(-1), source);
}

/** Of several, that of the source which is meant: by the sources that stand beside them, whatever their order is now. */
function revisionOf(value: unknown, source: Json): string | undefined {
  const revisions = listAt(value, 'revisions');
  if (revisions.length === 0) {
    const of = stringAt(value, 'source', 'repoURL') || stringAt(value, 'comparedTo', 'source', 'repoURL');
    const isOther = of && source['repoURL'] !== undefined && of !== source['repoURL'];
    return isOther ? undefined : stringAt(value, 'revision') || undefined;
  }
  const beside = [...listAt(value, 'sources'), ...listAt(value, 'comparedTo', 'sources')];
  const at = beside.findIndex((one) => isMap(one) && isSame(one, source));
  const found = beside.length === 0 && revisions.length === 1 ? revisions[0] : at < 0 ? undefined : revisions[at];
  return typeof found === 'string' && found !== '' ? found : undefined;
}

function syncOf(application: LiveObject): GitopsStatus['sync'] {
  switch (stringAt(application, 'status', 'sync', 'status')) {
    case 'Synced':
      return 'synced';
    case 'OutOfSync':
      return 'outOfSync';
    default:
      return 'unknown';
  }
}

function healthOf(application: LiveObject): GitopsStatus['health'] {
  const verdicts = ['healthy', 'progressing', 'degraded', 'suspended', 'missing'] as const;
  const said = stringAt(application, 'status', 'health', 'status')?.toLowerCase();
  return verdicts.find((verdict) => verdict === said) ?? 'unknown';
}

/** An `operation` beside the status is one that waits to be taken up. */
function operationOf(application: LiveObject, operation: unknown): GitopsStatus['operation'] {
  if (isMap(application['operation'])) return 'running';
  switch (stringAt(operation, 'phase')) {
    case 'Running':
    case 'Terminating':
      return 'running';
    case 'Failed':
    case 'Error':
      return 'failed';
    default:
      return 'idle';
  }
}

function reasonOf(application: LiveObject, operation: unknown): string | undefined {
  const phase = stringAt(operation, 'phase');
  if (phase === 'Failed' || phase === 'Error') return stringAt(operation, 'message');
  return stringAt(application, 'status', 'health', 'message');
}
