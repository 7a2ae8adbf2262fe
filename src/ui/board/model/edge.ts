import * as vscode from 'vscode';
import type { GateKind } from '../../../core/change/gates/gate';
import { gatesOfEdge } from '../../../core/fleet/state/edgeGates';
import type { BranchOwner } from '../../../core/change/engine/owner';
import { engineRefusal } from '../../../core/change/engine/refusal';
import { ownerOfCell } from '../../../core/fleet/ownerNow';
import { cellId, type EdgeSnapshot, type FleetSnapshot } from '../../../core/fleet/state/snapshot';
import { engineLabel } from '../../words/engine';
import type { EdgeState } from '../../../core/promotion/plan';
import type { EdgeCell, EdgeChoice, Look, RowState } from '../../../board/protocol/board';
import { openOn } from '../../words/openPullRequests';
import { isPromotable, isUnjudged, promotionAspect } from '../../words/promotion';
import { lookOf } from './look';

/** One promotion path of a service, in the words of its row in the tree; with its gates where something waits. */
export function edgeCell(edge: EdgeSnapshot, cells: FleetSnapshot['cells'], now: number): EdgeCell {
  const open = openOn(edge).map(({ number }) => `#${number}`);
  const verdict = isPromotable(edge) ? gatesOfEdge(edge, cells, now) : undefined;
  const owner = ownerOfEdge(edge, cells);
  const choice = choiceOf(edge, verdict?.kind, owner);
  // What takes a decision of its own goes nowhere by its gates: that they passed would say otherwise.
  const gates = verdict && choice !== 'none' ? gateLooks[verdict.kind]() : undefined;
  return {
    kind: 'edge',
    id: edge.id,
    look: lookOf(promotionAspect(edge.plan)),
    open: [...open, engineLabel(owner)].filter((text) => text !== '').join(' '),
    ...(gates ? { gates } : {}),
    choice,
    states: statesOf(edge),
  };
}

/** The same for a screen reader. */
export function edgeSpoken(edge: EdgeSnapshot, cells: FleetSnapshot['cells'], now: number): string {
  const { gates } = edgeCell(edge, cells, now);
  const way = `${edge.service.name}, ${edge.from.name} → ${edge.to.name}.`;
  const numbers = openOn(edge).map(({ number }) => `#${number}`);
  const opened = numbers.length > 0 ? vscode.l10n.t('Open: {numbers}.', { numbers: numbers.join(', ') }) : '';
  const { sentence } = promotionAspect(edge.plan);
  const engine = engineLabel(ownerOfEdge(edge, cells));
  return [way, sentence, opened, engine === '' ? '' : `${engine}.`, gates ? `${gates.label}.` : '']
    .filter((text) => text !== '')
    .join(' ');
}

/** Whether what is said of it changes by time alone: its gates open, or a freeze begins. */
export function growsByItself(edge: EdgeSnapshot): boolean {
  const path = edge.service.edges.find(({ from, to }) => from === edge.from.name && to === edge.to.name);
  const { soakMs = 0, freeze = [] } = path?.gates ?? {};
  return isPromotable(edge) && (soakMs > 0 || freeze.length > 0);
}

/** What its gates come to. Unknown is not passed. */
const gateLooks: Readonly<Record<GateKind, () => Look>> = {
  passed: () => ({ icon: 'pass', tone: 'fine', label: vscode.l10n.t('gates passed') }),
  notPassed: () => ({ icon: 'circle-slash', tone: 'warning', label: vscode.l10n.t('gates not passed') }),
  unknown: () => ({ icon: 'question', tone: 'unknown', label: vscode.l10n.t('gates not known') }),
};

/** Whether it may be promoted with others, as the fleet knows it now. */
export function choiceOfEdge(edge: EdgeSnapshot, cells: FleetSnapshot['cells'], now: number): EdgeChoice {
  const gates = isPromotable(edge) ? gatesOfEdge(edge, cells, now)?.kind : undefined;
  return choiceOf(edge, gates, ownerOfEdge(edge, cells));
}

function ownerOfEdge({ service, to }: EdgeSnapshot, cells: FleetSnapshot['cells']): BranchOwner | undefined {
  return ownerOfCell(cells.get(cellId(service.name, to.name)));
}

/** What is on hold, in conflict, without a known baseline, or moved by an engine takes a decision of its own, one by one. */
function choiceOf(edge: EdgeSnapshot, gates: GateKind | undefined, owner: BranchOwner | undefined): EdgeChoice {
  if (owner?.kind === 'engine' || owner?.kind === 'declared') return 'none';
  if (edge.plan.kind === 'unknown') return 'none';
  const { state, brokenRollback } = edge.plan.plan;
  if (brokenRollback || (state !== 'pending' && state !== 'diverged')) return 'none';
  // Where it is not known what is open, a colleague may have begun already.
  const isUntouched = edge.pullRequests.kind === 'known' && edge.pullRequests.open.length === 0;
  const isOurs = engineRefusal(owner, edge.to.branch) === undefined;
  return gates === 'passed' && !edge.to.protected && isUntouched && isOurs ? 'free' : 'asks';
}

function statesOf(edge: EdgeSnapshot): readonly RowState[] {
  const plan = edge.plan.kind === 'known' ? edge.plan.plan : undefined;
  const isStuck = stuckStates.includes(plan?.state) || plan?.brokenRollback !== undefined;
  return [
    ...(isPromotable(edge) ? (['waiting'] as const) : []),
    ...(isStuck || isUnjudged(edge) ? (['stuck'] as const) : []),
    ...(openOn(edge).length > 0 ? (['open'] as const) : []),
    ...(plan ? [] : (['unknown'] as const)),
  ];
}

/** A person has to decide or mend something before anything goes on. */
const stuckStates: readonly (EdgeState | undefined)[] = [
  'conflict',
  'pendingReintroducesRollback',
  'unknownBaseline',
  'branchMissing',
];
