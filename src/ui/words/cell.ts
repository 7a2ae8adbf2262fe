import * as vscode from 'vscode';
import { hasDrift } from '../../core/drift/report';
import type { Cell, FleetProblem } from '../../core/fleet/state/snapshot';
import { short } from '../../core/support/sha';
import type { Unknown } from '../../core/support/observation';
import { worstOf, type Aspect, type Severity } from './aspect';
import { driftAspect, healthAspect, liveAspect } from './cluster';
import { pipelineAspect } from './pipeline';
import { say } from './say';
import { unknownAspect } from './unknown';

/** All facts of a cell in words. What can no longer be asked for looks as old as it is. */
export interface CellAspects {
  /** Where the service could not be looked at. */
  readonly trouble: Aspect | undefined;
  readonly pipeline: Aspect;
  /** Where there is trouble with the cluster. */
  readonly connection: Aspect | undefined;
  readonly live: Aspect;
  readonly health: Aspect;
  readonly drift: Aspect;
  /** Those that a row is judged by: what is not known is said once, by its cause. */
  readonly judged: readonly Aspect[];
}

interface Told {
  readonly problem: FleetProblem | undefined;
  readonly isTrusted: boolean;
  readonly aspects: CellAspects;
}

/** A cell is replaced as a whole, never changed: what is said of it, in several places, is put into words once. */
const known = new WeakMap<Cell, Told>();

/** @param problem why the service of the cell could not be looked at the last time */
export function cellAspects(cell: Cell, problem: FleetProblem | undefined): CellAspects {
  const { isTrusted } = vscode.workspace;
  const told = known.get(cell);
  if (told && told.problem === problem && told.isTrusted === isTrusted) return told.aspects;
  const aspects = aspectsOf(cell, problem);
  known.set(cell, { problem, isTrusted, aspects });
  return aspects;
}

function aspectsOf(cell: Cell, problem: FleetProblem | undefined): CellAspects {
  const { pipeline, live, head, health, drift } = cell;
  const stale = cell.connection.kind === 'stale';
  // What is held against the branch is so against the head that was seen last.
  const isOld = ({ kind }: Cell['live'] | Cell['drift']) => stale || (problem !== undefined && kind !== 'unknown');
  const aspects = {
    trouble: problem && troubleAspect(problem),
    pipeline: asSeen(pipelineAspect(pipeline), { old: pipeline.kind === 'known' && problem !== undefined }),
    connection: connectionAspect(cell),
    live: asSeen(liveAspect(live, head), { old: isOld(live) }),
    health: asSeen(healthAspect(health), { old: stale }),
    drift: asSeen(driftAspect(drift), { old: isOld(drift) }),
  };
  return { ...aspects, judged: judged(cell, aspects) };
}

function judged(cell: Cell, aspects: Omit<CellAspects, 'judged'>): readonly Aspect[] {
  const { trouble, connection, pipeline } = aspects;
  const branch = trouble ? undefined : branchAspect(cell);
  const causes = [trouble, branch, connection].flatMap((cause) => cause ?? []);
  const rewritten = rewrittenAspect(cell);
  const ofForge = cell.pipeline.kind === 'known' || !(trouble ?? branch) ? [pipeline] : [];
  const facts = (['health', 'drift', 'live'] as const).filter(
    (fact) => cell[fact].kind !== 'unknown' || causes.length === 0,
  );
  const ofCluster = new Map(facts.map((fact) => [aspects[fact].label, aspects[fact]]));
  return [...causes, ...(rewritten ? [rewritten] : []), ...ofForge, ...ofCluster.values()];
}

/** What a cell is judged by: the gravest of all that is known of it. */
export function cellAspect(cell: Cell, problem: FleetProblem | undefined): Aspect {
  return worstOf(cellAspects(cell, problem).judged) ?? pipelineAspect(cell.pipeline);
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

/** A history that somebody replaced: what was deployed may not be in it any more. */
export function rewrittenAspect({ head, environment }: Cell): Aspect | undefined {
  if (head.kind === 'unknown' || head.rewrittenFrom === undefined) return undefined;
  return {
    severity: 'warning',
    icon: 'warning',
    label: vscode.l10n.t('branch rewritten'),
    sentence: vscode.l10n.t(
      'The history of {branch} was rewritten: it was at {before} when last seen, and its head {now} does not descend from that.',
      { branch: environment.branch, before: short(head.rewrittenFrom), now: short(head.commit.sha) },
    ),
  };
}

function branchAspect({ head }: Cell): Aspect | undefined {
  if (head.kind !== 'unknown' || head.reason === 'pending') return undefined;
  const { severity, icon, label, sentence } = unknownAspect(head);
  return { severity, icon, label: vscode.l10n.t('branch: {state}', { state: label }), sentence };
}

function connectionAspect({ connection, environment }: Cell): Aspect | undefined {
  if (connection.kind === 'stale') return unreachable(connection.cause, vscode.l10n.t('Shown is what was seen last.'));
  if (connection.kind !== 'unknown') return undefined;
  if (connection.reason === 'pending' || !environment.cluster || !vscode.workspace.isTrusted) return undefined;
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

/** A fact that may be another one by now never looks well. */
export function asSeen(aspect: Aspect, { old }: { readonly old: boolean }): Aspect {
  if (!old) return aspect;
  const calm: readonly Severity[] = ['fine', 'busy'];
  return {
    severity: calm.includes(aspect.severity) ? 'unknown' : aspect.severity,
    icon: 'history',
    label: whenLastSeen(aspect.label),
    sentence: vscode.l10n.t('When last seen: {sentence}', { sentence: aspect.sentence }),
  };
}

/** A few words of what may be another by now. */
export function whenLastSeen(state: string): string {
  return vscode.l10n.t('{state}, when last seen', { state });
}
