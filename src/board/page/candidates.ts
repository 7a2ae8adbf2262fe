import type { Board, EdgeCell } from '../protocol/board';

/** One promotion path on which something waits. */
export interface Candidate {
  readonly service: string;
  readonly from: string;
  readonly to: string;
  readonly cell: EdgeCell;
}

/** What waits, of all services, in the order of the board. */
export function candidatesOf({ rows, columns }: Board): readonly Candidate[] {
  return rows.flatMap(({ head, cells }) =>
    cells.flatMap((cell, at): readonly Candidate[] => {
      const column = columns[at];
      if (cell?.kind !== 'edge' || column?.kind !== 'edge' || !cell.states.includes('waiting')) return [];
      return [{ service: head.service, from: column.from, to: column.to, cell }];
    }),
  );
}

/** Of what is chosen, what waits still and may be promoted with others. */
export function chosenOf(all: readonly Candidate[], chosen: ReadonlySet<string>): readonly string[] {
  return all.flatMap(({ cell }) => (cell.choice !== 'none' && chosen.has(cell.id) ? [cell.id] : []));
}
