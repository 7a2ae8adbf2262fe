import * as vscode from 'vscode';
import type { GateVerdict } from '../../../core/change/gates/gate';
import type { PreparedChange } from '../../../core/change/preparedChange';
import { gatesOfEdge } from '../../../core/fleet/state/edgeGates';
import { ownerOfCell } from '../../../core/fleet/ownerNow';
import { cellId, type EdgeId, type EdgeSnapshot, type FleetSnapshot } from '../../../core/fleet/state/snapshot';
import { gatesGravity, ownerGravity, type Grave } from '../../words/gravity';
import { choiceOfEdge } from '../model/edge';

interface Judged extends Pick<PreparedChange, 'protectedTarget' | 'base' | 'owner'> {
  readonly gate?: GateVerdict | undefined;
}

/** A protected environment; a gate that is required and does not let it pass; gates of which nothing is known. */
export function gravityOf({ protectedTarget, gate, base, owner }: Judged): readonly Grave[] {
  const isProtected: Grave = {
    reason: 'protected',
    said: vscode.l10n.t('{branch} is a protected environment.', { branch: base.branch }),
  };
  return [...(protectedTarget ? [isProtected] : []), ...gatesGravity(gate), ...ownerGravity(owner, base.branch)];
}

/** A path that may be promoted with others, as the fleet knows it now; nothing where it may not, or is not known. */
export function choosableEdge(id: string, { edges, cells }: FleetSnapshot, now: number): EdgeSnapshot | undefined {
  const edge = edges.get(id as EdgeId);
  return edge && choiceOfEdge(edge, cells, now) !== 'none' ? edge : undefined;
}

/**
 * The same of a prepared promotion at this moment: gates close, and environments become protected, while a person looks.
 * What is known of another commit than the one that was prepared says nothing of it.
 *
 * @returns nothing where it may not be promoted with others any more
 */
export function gravityNow(id: string, change: PreparedChange, snapshot: FleetSnapshot, now: number) {
  const edge = choosableEdge(id, snapshot, now);
  if (!edge) return undefined;
  const verdict = gatesOfEdge(edge, snapshot.cells, now);
  const gate = verdict?.commit === change.plan?.source.commit ? verdict : undefined;
  const owner = ownerOfCell(snapshot.cells.get(cellId(edge.service.name, edge.to.name)));
  return gravityOf({ base: change.base, owner, gate, protectedTarget: change.protectedTarget || edge.to.protected });
}
