import { isMap, listAt, mapAt, stringAt } from '../json';
import type { LiveObject } from '../live';
import { kargoProject } from './kargoProject';
import { present, type GitopsStatus } from './status';

/**
 * An Argo CD Application. `status.sync.revision` is what it last compared with, not proof of anything deployed: applied is
 * the last operation's revision where it succeeded, else the last of the history. Source: docs/controllers.md, "Argo CD".
 */
export function argoStatus(application: LiveObject): GitopsStatus {
  const spec = mapAt(application, 'spec');
  const source = isMap(spec['source']) ? spec['source'] : listAt(spec, 'sources')[0];
  const hydrated = mapAt(spec, 'sourceHydrator', 'syncSource');
  const operation = mapAt(application, 'status', 'operationState');
  const problem = listAt(application, 'status', 'conditions').find((entry) =>
    stringAt(entry, 'type')?.endsWith('Error'),
  );
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
      project: kargoProject(application),
      desired: revisionOf(mapAt(application, 'status', 'sync')),
      attempted: revisionOf(mapAt(operation, 'syncResult')) ?? stringAt(operation, 'operation', 'sync', 'revision'),
      applied: appliedBy(application, operation),
      reason: stringAt(problem, 'message') ?? reasonOf(application, operation),
      since: stringAt(operation, 'finishedAt') ?? stringAt(operation, 'startedAt'),
      healthySince:
        healthOf(application) === 'healthy'
          ? stringAt(application, 'status', 'health', 'lastTransitionTime')
          : undefined,
    }),
    history: listAt(application, 'status', 'history')
      .flatMap((entry) => {
        const [commit, since] = [revisionOf(entry), stringAt(entry, 'deployedAt')];
        return commit === undefined || since === undefined ? [] : [{ commit, since }];
      })
      .toReversed(),
    sync: syncOf(application),
    health: healthOf(application),
    operation: operationOf(application, operation),
    paused: application.metadata.annotations?.['argocd.argoproj.io/skip-reconcile'] === 'true',
  };
}

function appliedBy(application: LiveObject, operation: unknown): string | undefined {
  const last = stringAt(operation, 'phase') === 'Succeeded' ? revisionOf(mapAt(operation, 'syncResult')) : undefined;
  return last ?? revisionOf(listAt(application, 'status', 'history').at(-1));
}

/** Of several sources the first: it is the one that the Application is matched by. */
function revisionOf(value: unknown): string | undefined {
  const first = listAt(value, 'revisions')[0];
  return stringAt(value, 'revision') || (typeof first === 'string' ? first : undefined);
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
