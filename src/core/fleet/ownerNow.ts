import { declaredOwner } from '../change/engine/declared';
import type { BranchOwner } from '../change/engine/owner';
import type { PreparedChange } from '../change/preparedChange';
import { notLookedAt } from './state/empty';
import type { Cell, FleetSnapshot } from './state/snapshot';

/** Whether a change does what an engine would do that moves the branch: a way back is a person's own, whoever else moves it. */
export function isRival({ kind }: Pick<PreparedChange, 'kind'>): boolean {
  return kind === 'promotion' || kind === 'update';
}

/**
 * Who moves the branch of a cell, by what was seen last. Where a cluster is to be looked at and was not yet, that is not known: before the
 * first look nobody may seem to be there.
 */
export function ownerOfCell(cell: Cell | undefined): BranchOwner | undefined {
  if (!cell || cell.owner) return cell?.owner;
  const { connection, environment } = cell;
  const { cluster, movedBy } = environment;
  const isLookedAt = cluster !== undefined || (movedBy?.kind === 'engine' && movedBy.at !== undefined);
  // Where none is contacted, why that is so is why it is not known.
  const why = connection.kind === 'unknown' && connection.reason === 'notConfigured' ? connection : notLookedAt;
  return declaredOwner(movedBy, isLookedAt ? why : undefined);
}

/** Who moves the branch that a change goes to, by what was seen last. */
export function ownerNow(
  { service, base }: Pick<PreparedChange, 'service' | 'base'>,
  { cells }: Pick<FleetSnapshot, 'cells'>,
): BranchOwner | undefined {
  const target = [...cells.values()].find(
    (cell) => cell.service.name === service && cell.environment.branch === base.branch,
  );
  return ownerOfCell(target);
}
