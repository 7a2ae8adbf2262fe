import * as vscode from 'vscode';
import { hasDrift } from '../../core/drift/report';
import type { ConnectionState } from '../../core/cluster/live';
import type { Cell, FleetProblem } from '../../core/fleet/snapshot';
import type { Unknown } from '../../core/support/observation';
import type { Aspect, Severity } from './aspect';
import { driftAspect, healthAspect, liveAspect } from './cluster';
import { pipelineAspect } from './pipeline';
import { say } from './say';
import { unknownAspect } from './unknown';

/** All facts of a cell in words. What can no longer be asked for looks as old as it is. */
export interface CellAspects {
  /** Where the service could not be looked at. */
  readonly trouble: Aspect | undefined;
  readonly pipeline: Aspect;
  readonly live: Aspect;
  readonly health: Aspect;
  readonly drift: Aspect;
  /** Where there is trouble with the cluster. */
  readonly connection: Aspect | undefined;
}

/** @param trouble why the service of the cell could not be looked at the last time */
export function cellAspects(cell: Cell, trouble: FleetProblem | undefined): CellAspects {
  const { pipeline, live, head, health, drift, connection } = cell;
  const seen = (aspect: Aspect) => (connection.kind === 'stale' ? lastSeen(aspect) : aspect);
  return {
    trouble: trouble && troubleAspect(trouble),
    pipeline: trouble && pipeline.kind === 'known' ? lastSeen(pipelineAspect(pipeline)) : pipelineAspect(pipeline),
    live: seen(liveAspect(live, head)),
    health: seen(healthAspect(health)),
    drift: seen(driftAspect(drift)),
    connection: connectionAspect(connection),
  };
}

/** The facts that a row is judged by. What is not known for want of a connection is said once, by that. */
export function judged({ trouble, connection, pipeline, health, drift, live }: CellAspects): readonly Aspect[] {
  const ofForge = [pipeline].filter(({ severity }) => !trouble || severity === 'error');
  const ofCluster = [health, drift, live].filter(({ severity }) => !connection || severity !== 'unknown');
  return [...(trouble ? [trouble] : []), ...ofForge, ...(connection ? [connection] : []), ...ofCluster];
}

/** A number to be alarmed by: a pipeline that failed, workloads that do not run, drift. What is unknown is none. */
export function isFailing({ pipeline }: Cell): boolean {
  return pipelineAspect(pipeline).severity === 'error';
}

export function isUnhealthy({ health }: Cell): boolean {
  return health.kind === 'known' && healthAspect(health).severity === 'error';
}

export function isDrifted({ drift }: Cell): boolean {
  return drift.kind === 'known' && hasDrift(drift.report);
}

/** Why a service could not be looked at; its facts are those of before. */
export function troubleAspect({ said, reason = 'invalid' }: FleetProblem): Aspect {
  const aspect = unknownAspect({ kind: 'unknown', reason, said });
  return { ...aspect, severity: 'warning' };
}

function connectionAspect(connection: ConnectionState): Aspect | undefined {
  if (connection.kind === 'stale') return unreachable(connection.cause, vscode.l10n.t('Shown is what was seen last.'));
  if (connection.kind !== 'unknown') return undefined;
  if (connection.reason === 'pending' || connection.reason === 'notConfigured') return undefined;
  return unreachable(connection);
}

function unreachable(cause: Unknown, ...more: readonly string[]): Aspect {
  const { icon, label } = unknownAspect(cause);
  return {
    severity: 'warning',
    icon,
    label: vscode.l10n.t('cluster: {state}', { state: label }),
    sentence: [say(cause.said), ...more].join(' '),
  };
}

function lastSeen(aspect: Aspect): Aspect {
  const calm: readonly Severity[] = ['fine', 'busy'];
  return {
    severity: calm.includes(aspect.severity) ? 'unknown' : aspect.severity,
    icon: 'history',
    label: vscode.l10n.t('{state}, when last seen', { state: aspect.label }),
    sentence: vscode.l10n.t('When last seen: {sentence}', { sentence: aspect.sentence }),
  };
}
