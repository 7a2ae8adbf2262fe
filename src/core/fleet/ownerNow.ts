import type { BranchOwner } from '../change/engine/owner';
import type { PreparedChange } from '../change/preparedChange';
import type { FleetSnapshot } from './state/snapshot';

/** Whether a change does what an engine would do that moves the branch: a way back is a person's own, whoever else moves it. */
export function isRival({ kind }: Pick<PreparedChange, 'kind'>): boolean {
  return kind === 'promotion' || kind === 'update';
}

/** Who moves the branch that a change goes to, by what was seen last. */
export function ownerNow(
  { service, base }: Pick<PreparedChange, 'service' | 'base'>,
  { cells }: Pick<FleetSnapshot, 'cells'>,
): BranchOwner | undefined {
  return [...cells.values()].find((cell) => cell.service.name === service && cell.environment.branch === base.branch)
    ?.owner;
}
