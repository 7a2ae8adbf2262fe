import type { Board, BoardRow, EdgeCell } from '../protocol/board';

/** One promotion path on which something waits. */
export interface Candidate {
  readonly service: string;
  readonly from: string;
  readonly to: string;
  readonly cell: EdgeCell;
}

/**
 * The paths that were prepared, whatever has become of them since: what is told of one has a row until the table is left, as it was
 * seen last where the board does not have it any more.
 * @param before what was reviewed until now
 */
export function reviewedOf(
  board: Board,
  outcomes: ReadonlyMap<string, unknown>,
  before: readonly Candidate[],
): readonly Candidate[] {
  if (outcomes.size === 0) return [];
  const there = edgesIn(board).filter(({ cell }) => outcomes.has(cell.id));
  const ids = new Set(there.map(({ cell }) => cell.id));
  return [...there, ...before.filter(({ cell }) => outcomes.has(cell.id) && !ids.has(cell.id))];
}

const known = new WeakMap<readonly BoardRow[], readonly Candidate[]>();

/** What waits, of all services, in the order of the board. Of the same rows it is the same. */
export function candidatesOf(board: Board): readonly Candidate[] {
  const found = known.get(board.rows) ?? waitingIn(board);
  known.set(board.rows, found);
  return found;
}

function waitingIn(board: Board): readonly Candidate[] {
  return edgesIn(board).filter(({ cell }) => cell.states.includes('waiting'));
}

function edgesIn({ rows, columns }: Board): readonly Candidate[] {
  return rows.flatMap(({ head, cells }) =>
    cells.flatMap((cell, at): readonly Candidate[] => {
      const column = columns[at];
      if (cell?.kind !== 'edge' || column?.kind !== 'edge') return [];
      return [{ service: head.service, from: column.from, to: column.to, cell }];
    }),
  );
}

/** Of what is chosen, what waits still and may be promoted with others. */
export function chosenOf(all: readonly Candidate[], chosen: ReadonlySet<string>): readonly string[] {
  return all.flatMap(({ cell }) => (cell.choice !== 'none' && chosen.has(cell.id) ? [cell.id] : []));
}
