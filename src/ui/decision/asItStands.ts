import type { PreparedChange } from '../../core/change/preparedChange';
import { gatesOfEdge } from '../../core/fleet/state/edgeGates';
import { ownerOfCell } from '../../core/fleet/ownerNow';
import type { EdgeSnapshot, FleetSnapshot } from '../../core/fleet/state/snapshot';
import type { Instant } from '../../core/support/clock';

/**
 * A prepared change with what is known of it at this moment: gates close, and environments become protected, while a person
 * looks, and engines take a branch over. The gates are those of exactly the commit that was prepared; of a path that is not there any more none is known.
 */
export function asItStands(change: PreparedChange, snapshot: FleetSnapshot, now: Instant): PreparedChange {
  const { service, base, kind, plan, review } = change;
  const target = [...snapshot.cells.values()].find(
    (cell) => cell.service.name === service && cell.environment.branch === base.branch,
  );
  const protectedTarget = change.protectedTarget || target?.environment.protected === true;
  const owner = target ? ownerOfCell(target) : change.owner;
  if (kind !== 'promotion' || !plan) return { ...change, protectedTarget, owner };
  const { commit } = plan.source;
  const edge = edgeOf(change, snapshot);
  const known = edge && gatesOfEdge(edge, snapshot.cells, now, { commit, review });
  return { ...change, protectedTarget, owner, gate: known ?? { commit, kind: 'unknown', gates: [], checks: [] } };
}

/** The path of a promotion; nothing where the catalog has it no more. */
export function edgeOf({ service, plan }: PreparedChange, { edges }: FleetSnapshot): EdgeSnapshot | undefined {
  return [...edges.values()].find(
    ({ service: { name }, from, to }) =>
      name === service && from.branch === plan?.edge.from && to.branch === plan.edge.to,
  );
}
