import type { GitopsStatus } from '../../../core/cluster/gitops';
import { isComplete, unreadOf } from '../../../core/drift/report';
import type { OwnProposal } from '../../../core/change/proposals/proposals';
import type { Cell, EdgeSnapshot, FleetSnapshot } from '../../../core/fleet/state/snapshot';
import { gatesOfEdge } from '../../../core/fleet/state/edgeGates';
import { subjectOf } from '../../../core/manifest/secrecy/commits';
import { inEnglish } from '../../../core/support/message';
import type { Instant } from '../../../core/support/clock';
import type { Observation, Unknown } from '../../../core/support/observation';
import { short } from '../../../core/support/sha';
import { ownerDocument } from '../../repository/owner';
import { isAllowed } from '../../repository/allowUnknown';
import type { ExitCode } from '../../context';
import { table } from '../../output/table';
import { gatesDocument } from '../../repository/gates';

/** `status --json`. Every fact is known, with when and where it was observed, or unknown, with the reason. */
export type StatusDocument = ReturnType<typeof statusDocument>;

export function statusDocument({ cells, edges, problems }: FleetSnapshot, now: Instant) {
  return {
    cells: [...cells.values()].map(cellOf),
    edges: [...edges.values()].map((edge) => ({ ...edgeOf(edge), ...gatesFor(edge, cells, now) })),
    problems: problems.map(({ subject, said, severity }) => ({ subject, severity, said: inEnglish(said) })),
  };
}

function cellOf(cell: Cell) {
  const { head, pipeline, live, health, drift, controller, promoter, owner, rollouts, proposals = [] } = cell;
  return {
    service: cell.service.name,
    environment: cell.environment.name,
    branch: cell.environment.branch,
    head:
      head.kind === 'known'
        ? { commit: head.commit.sha, subject: subjectOf(head.commit), time: head.commit.committer.time, ...seen(head) }
        : whyNot(head),
    pipeline:
      pipeline.kind === 'known'
        ? { commit: pipeline.commit, verdict: pipeline.verdict, inFlight: pipeline.inFlight, ...seen(pipeline) }
        : whyNot(pipeline),
    ...(proposals.length > 0 ? { pullRequests: proposals.map(proposalOf) } : {}),
    live: liveOf(live),
    ...(controller ? { controller: { ...statusOf(controller.status), ...seen(controller) } } : {}),
    ...(promoter ? { promoter: { ...statusOf(promoter.status), ...seen(promoter) } } : {}),
    ...(owner ? { owner: ownerDocument(owner) } : {}),
    ...(rollouts ? { rollouts: rollouts.kind === 'known' ? rollouts.all : whyNot(rollouts) } : {}),
    health: health.kind === 'known' ? { verdict: health.verdict, ...seen(health) } : whyNot(health),
    drift: driftOf(drift),
  };
}

function statusOf({ notes, ...status }: GitopsStatus) {
  return { ...status, ...(notes ? { notes: notes.map(inEnglish) } : {}) };
}

/** What is open towards the branch and on no edge: what comes back to it, and its rollbacks. */
function proposalOf({ kind, pullRequest, stale }: OwnProposal) {
  const { number, title, webUrl } = pullRequest;
  return { number, title, url: webUrl, kind, stale };
}

/** `complete`: every object could be compared; what could not is `unread`. */
function driftOf(drift: Cell['drift']) {
  if (drift.kind === 'unknown') return whyNot(drift);
  const { commit, report } = drift;
  const unread = unreadOf(report);
  return {
    commit,
    counts: report.counts,
    complete: isComplete(report),
    ...(unread.length > 0 ? { unread } : {}),
    ...seen(drift),
  };
}

function liveOf(live: Cell['live']) {
  if (live.kind === 'unknown') return whyNot(live);
  if (live.kind === 'exact')
    return { kind: live.kind, commit: live.deployment.sha, ...(live.by ? { by: live.by } : {}), ...seen(live) };
  return { kind: live.kind, deployments: live.deployments, differing: live.differing, ...seen(live) };
}

function edgeOf({ service, from, to, plan, pullRequests }: EdgeSnapshot) {
  return {
    service: service.name,
    from: from.name,
    to: to.name,
    plan:
      plan.kind === 'known' ? { state: plan.plan.state, items: plan.plan.items.length, ...seen(plan) } : whyNot(plan),
    pullRequests:
      pullRequests.kind === 'known'
        ? pullRequests.open.map(({ number, title, webUrl }) => ({ number, title, url: webUrl }))
        : whyNot(pullRequests),
  };
}

function gatesFor(edge: EdgeSnapshot, cells: FleetSnapshot['cells'], now: Instant) {
  const verdict = gatesOfEdge(edge, cells, now);
  return verdict ? { gates: gatesDocument(verdict) } : {};
}

function seen({ observed }: { readonly observed: Observation }) {
  return { observed: { at: new Date(observed.at).toISOString(), source: observed.source } };
}

function whyNot({ reason, said }: Unknown) {
  return { unknown: reason, said: inEnglish(said) };
}

/** The table for people: a line a cell, a line an edge where something is to be said, then what went wrong. */
export function statusLines({ cells, edges, problems }: StatusDocument): readonly string[] {
  const rows = cells.map((cell) => [
    `${cell.service}/${cell.environment}`,
    'commit' in cell.head ? short(cell.head.commit) : `? ${cell.head.unknown}`,
    'verdict' in cell.pipeline ? flight(cell.pipeline) : `? ${cell.pipeline.unknown}`,
    liveText(cell.live),
    'verdict' in cell.health ? cell.health.verdict : `? ${cell.health.unknown}`,
    'counts' in cell.drift ? driftText(cell.drift.counts) : `? ${cell.drift.unknown}`,
  ]);
  const waiting = edges
    .filter(({ plan }) => !('state' in plan) || plan.state !== 'inSync')
    .flatMap(({ service, from, to, plan, gates }) => {
      if (!('state' in plan)) return [`${service}: ${from} -> ${to}: ? ${plan.said}`];
      const line = `${service}: ${from} -> ${to}: ${plan.state} (${plan.items})`;
      const closed = (gates?.gates ?? []).filter(({ kind, required }) => required && kind === 'notPassed');
      return [line, ...(plan.items > 0 ? closed.map(({ said }) => `  ✗ ${said}`) : [])];
    });
  return [
    ...table([['cell', 'head', 'pipeline', 'live', 'health', 'drift'], ...rows]),
    ...(waiting.length > 0 ? ['', ...waiting] : []),
    ...problems.map(({ subject, said }) => `! ${subject}: ${said}`),
  ];
}

function flight({ verdict, inFlight }: { readonly verdict: string; readonly inFlight: string }): string {
  return inFlight === 'no' ? verdict : `${verdict}, ${inFlight}`;
}

function liveText(live: ReturnType<typeof liveOf>): string {
  if ('unknown' in live) return `? ${live.unknown}`;
  return live.kind === 'exact' ? short(live.commit) : 'mixed';
}

function driftText(counts: Readonly<Record<string, number>>): string {
  const told = Object.entries(counts).filter(([verdict, count]) => count > 0 && !['none', 'managed'].includes(verdict));
  return told.length === 0 ? 'none' : told.map(([verdict, count]) => `${count} ${verdict}`).join(', ');
}

const decisions = new Set(['conflict', 'pendingReintroducesRollback', 'unknownBaseline']);
const drifted = ['changed', 'missing', 'masked', 'extra', 'absent'] as const;

/**
 * Rules that cannot be read are an error, whatever else is told, and so is a fleet of which nothing could be. Else what a
 * person has to decide comes first, then what waits or has drifted, then that not all could be looked at: only what was
 * looked at as a whole is in sync. Source: `branchline --help`.
 * @param allowed kinds of which it is accepted that they were not compared
 */
export function exitOf({ cells, edges }: StatusDocument, allowed: readonly string[] = []): ExitCode {
  if (cells.length > 0 && cells.every(({ head }) => 'unknown' in head)) return 1;
  if (edges.some(({ plan }) => 'unknown' in plan && plan.unknown === 'unjudged')) return 1;
  const states = edges.flatMap(({ plan }) => ('state' in plan ? [plan.state] : []));
  if (states.some((state) => decisions.has(state))) return 3;
  const hasDrift = cells.some(({ drift }) => 'counts' in drift && drifted.some((verdict) => drift.counts[verdict] > 0));
  if (hasDrift || states.some((state) => state !== 'inSync')) return 2;
  const isWhole = edges.every(({ plan }) => 'state' in plan) && cells.every((cell) => isLookedAt(cell, allowed));
  return isWhole ? 0 : 1;
}

/** What the catalog names no place for was not to be looked at. */
function isLookedAt({ head, drift }: StatusDocument['cells'][number], allowed: readonly string[]): boolean {
  if ('unknown' in head) return false;
  if ('unknown' in drift) return drift.unknown === 'notConfigured';
  return drift.counts.invalid === 0 && (drift.unread ?? []).every(({ kind }) => isAllowed(kind, allowed));
}
