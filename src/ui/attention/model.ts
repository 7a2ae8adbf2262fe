import * as vscode from 'vscode';
import { gatesOfEdge } from '../../core/fleet/state/edgeGates';
import type { Cell, CellId, EdgeId, EdgeSnapshot, FleetSnapshot } from '../../core/fleet/state/snapshot';
import type { Plan } from '../../core/promotion/plan';
import type { Instant } from '../../core/support/clock';
import type { Aspect } from '../words/aspect';
import { isDrifted, isFailing, isUnhealthy } from '../words/cell';
import { driftAspect, healthAspect } from '../words/cluster';
import { openOn } from '../words/openPullRequests';
import { pipelineAspect } from '../words/pipeline';
import { promotionAspect } from '../words/promotion';
import { proposalAspect } from '../words/proposal';

/** What asks for a person, the gravest first. */
export const attentionKinds = [
  'brokenRollback',
  'failing',
  'unhealthy',
  'drifted',
  'conflict',
  'unknownBaseline',
  'hold',
  'stale',
  'hotfix',
  'ready',
] as const;
export type AttentionKind = (typeof attentionKinds)[number];

/** One thing that asks for a person: where, what, and since when that is known. */
export interface Attention {
  readonly id: string;
  readonly kind: AttentionKind;
  readonly service: string;
  /** "test", or "dev → test". */
  readonly where: string;
  readonly look: Aspect;
  /** Nothing where nobody can tell. */
  readonly since?: Instant;
  readonly target: { readonly cell: CellId } | { readonly edge: EdgeId };
  /** The pull request that it is about. */
  readonly number?: number;
}

/** All that needs attention across services, the gravest first, then what has waited longest. Pure; of what is not known it says nothing. */
export function attentionOf({ cells, edges }: FleetSnapshot, now: Instant): readonly Attention[] {
  const all = [
    ...[...cells.values()].flatMap(cellAttention),
    ...[...edges.values()].flatMap((edge) => edgeAttention(edge, cells, now)),
  ];
  const rank = ({ kind }: Attention) => attentionKinds.indexOf(kind);
  return all.sort((one, other) => rank(one) - rank(other) || (one.since ?? now) - (other.since ?? now));
}

function cellAttention(cell: Cell): readonly Attention[] {
  const { id, service, environment, pipeline, health, drift } = cell;
  const at = (kind: AttentionKind, look: Aspect, since: Instant | undefined): Attention => ({
    ...{ id: `${kind}:${id}`, kind, service: service.name, where: environment.name, look, target: { cell: id } },
    ...(since === undefined ? {} : { since }),
  });
  const failed = pipeline.kind === 'known' ? pipeline.contexts.filter(({ verdict }) => isBad(verdict)) : [];
  const fields = drift.kind === 'known' ? drift.report.objects.flatMap((object) => object.fields) : [];
  return [
    ...(isFailing(cell) ? [at('failing', pipelineAspect(pipeline), earliest(failed.map((one) => one.updatedAt)))] : []),
    // What does not run because its pipeline failed is said once.
    ...(isUnhealthy(cell) && !isFailing(cell) ? [at('unhealthy', healthAspect(health), undefined)] : []),
    ...(isDrifted(cell) ? [at('drifted', driftAspect(drift), earliest(fields.map(({ since }) => since)))] : []),
  ];
}

function edgeAttention(edge: EdgeSnapshot, cells: FleetSnapshot['cells'], now: Instant): readonly Attention[] {
  const { id, service, from, to, plan } = edge;
  const where = `${from.name} → ${to.name}`;
  const at = (kind: AttentionKind, look: Aspect, since: Instant | undefined, more: object = {}): Attention => ({
    ...{ id: `${kind}:${id}`, kind, service: service.name, where, look, target: { edge: id } },
    ...(since === undefined ? {} : { since }),
    ...more,
  });
  const stale = edge.proposals.flatMap((proposal) => {
    // That the source went on is as it should be: merging ships what was reviewed.
    if (proposal.kind === 'person' || !proposal.stale.some((reason) => reason !== 'sourceAdvanced')) return [];
    const { number, updatedAt } = proposal.pullRequest;
    const look = proposalAspect(proposal, { from: from.branch, to: to.branch });
    return [at('stale', look, earliest([updatedAt]), { id: `stale:${id}#${number}`, number })];
  });
  if (plan.kind === 'unknown') return stale;
  const look = promotionAspect(plan);
  const waits = earliest(plan.plan.commits.map(({ time }) => time));
  const hotfix = earliest(plan.plan.hotfixes.map(({ time }) => time));
  return [
    ...(plan.plan.brokenRollback ? [at('brokenRollback', look, undefined)] : []),
    ...stateAttention(plan.plan).map((kind) => at(kind, look, kind === 'hotfix' ? hotfix : waits)),
    ...(isReady(edge, cells, now) ? [at('ready', look, waits)] : []),
    ...stale,
  ];
}

function stateAttention({ state }: Plan): readonly AttentionKind[] {
  switch (state) {
    case 'conflict':
      return ['conflict'];
    case 'unknownBaseline':
      return ['unknownBaseline'];
    case 'pendingReintroducesRollback':
      return ['hold'];
    case 'downstreamOnly':
    case 'diverged':
      return ['hotfix'];
    case 'inSync':
    case 'pending':
    case 'branchMissing':
      return [];
  }
}

/** Something waits, every gate that is required has passed, and nobody has opened it yet. */
function isReady(edge: EdgeSnapshot, cells: FleetSnapshot['cells'], now: Instant): boolean {
  const { plan } = edge;
  if (plan.kind === 'unknown' || plan.plan.brokenRollback || openOn(edge).length > 0) return false;
  if (plan.plan.state !== 'pending' && plan.plan.state !== 'diverged') return false;
  return gatesOfEdge(edge, cells, now)?.kind === 'passed';
}

function isBad(verdict: string): boolean {
  return verdict === 'failure' || verdict === 'error';
}

function earliest(times: readonly (string | undefined)[]): Instant | undefined {
  const known = times.flatMap((time) => {
    const at = time === undefined ? NaN : Date.parse(time);
    return Number.isFinite(at) ? [at] : [];
  });
  return known.length === 0 ? undefined : Math.min(...known);
}

/** What a kind is called. */
export function attentionWords(kind: AttentionKind): string {
  const { t } = vscode.l10n;
  return {
    brokenRollback: t('rollback not as promised'),
    failing: t('failing'),
    unhealthy: t('unhealthy'),
    drifted: t('drifted'),
    conflict: t('in conflict'),
    unknownBaseline: t('baseline unknown'),
    hold: t('on hold'),
    stale: t('stale pull request'),
    hotfix: t('hotfix not returned'),
    ready: t('ready to promote'),
  }[kind];
}
