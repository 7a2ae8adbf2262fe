import type { CellId, FleetSnapshot } from '../../core/fleet/state/snapshot';
import { cellId } from '../../core/fleet/state/snapshot';
import { targetsOf } from '../commands/support/targets';
import type { FleetFile } from '../app';

/** The environment that a row of the fleet is about: of a promotion the one that it goes to, of a service the last of its way. */
export function cellOfRow(row: unknown, { cells, edges }: FleetSnapshot): CellId | undefined {
  const {
    cells: [cell],
    edges: [edge],
    services: [service],
  } = targetsOf([row]);
  if (cell !== undefined) return cells.has(cell) ? cell : undefined;
  const to = edge === undefined ? undefined : edges.get(edge);
  if (to) return cellId(to.service.name, to.to.name);
  return service === undefined ? undefined : [...cells.values()].findLast((one) => one.service.name === service)?.id;
}

/** The environment that a file is looked at for; nothing where none is chosen. */
export function cellOfFile(file: FleetFile | undefined, { cells }: FleetSnapshot): CellId | undefined {
  if (file?.environment === undefined) return undefined;
  const id = cellId(file.service, file.environment);
  return cells.has(id) ? id : undefined;
}
