import { mapAt, stringAt } from '../json';
import type { LiveObject } from '../live';
import { present, type GitopsStatus } from './status';

/**
 * An Application with a source hydrator: Argo CD renders the dry source, and writes what comes of it to a branch by itself, to
 * that which it deploys, or to one that somebody else moves on (`hydrateTo`).
 * Source: argo-cd, `SourceHydrator` in pkg/apis/application/v1alpha1/types.go; docs/user-guide/source-hydrator.
 */
export function hydratorStatuses(application: LiveObject): GitopsStatus[] {
  const { sourceHydrator } = mapAt(application, 'spec');
  if (sourceHydrator === undefined || sourceHydrator === null) return [];
  const branch =
    stringAt(sourceHydrator, 'hydrateTo', 'targetBranch') ?? stringAt(sourceHydrator, 'syncSource', 'targetBranch');
  const operation = mapAt(application, 'status', 'sourceHydrator', 'currentOperation');
  const phase = stringAt(operation, 'phase');
  return [
    {
      source: 'hydrator',
      kind: application.kind,
      name: application.metadata.name,
      namespace: application.metadata.namespace,
      ...present({
        repository: stringAt(sourceHydrator, 'drySource', 'repoURL'),
        follows: branch,
        path: stringAt(sourceHydrator, 'syncSource', 'path'),
        reason: phase === 'Failed' ? stringAt(operation, 'message') : undefined,
        since: stringAt(operation, 'finishedAt') ?? stringAt(operation, 'startedAt'),
      }),
      sync: phase === 'Hydrated' ? 'synced' : 'unknown',
      health: 'unknown',
      operation: phase === 'Failed' ? 'failed' : phase === 'Hydrating' ? 'running' : 'idle',
      paused: false,
      move: { from: fromOf(stringAt(sourceHydrator, 'drySource', 'targetRevision')), gates: [], automatic: true },
    },
  ];
}

function fromOf(revision: string | undefined): readonly string[] {
  return revision === undefined ? [] : [revision];
}
