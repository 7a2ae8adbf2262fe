import type { Board, BoardCell, BoardRow, Look, RowHead } from './board';

/** One thing that is to be drawn anew. Rows and columns by their place. */
export type Change =
  | { readonly kind: 'whole'; readonly board: Board }
  | { readonly kind: 'head'; readonly row: number; readonly head: RowHead }
  | { readonly kind: 'cell'; readonly row: number; readonly column: number; readonly cell: BoardCell | null }
  | { readonly kind: 'problems'; readonly problems: readonly Look[] };

/** What makes the new board of the old one: nothing where they are the same, the whole only where rows or columns are others. */
export function differences(before: Board, after: Board): readonly Change[] {
  if (before === after) return [];
  if (!haveSameShape(before, after)) return [{ kind: 'whole', board: after }];
  const rows = after.rows.flatMap((row, at) => rowDifferences(before.rows[at], row, at));
  return isSame(before.problems, after.problems) ? rows : [...rows, { kind: 'problems', problems: after.problems }];
}

/** The board with the changes made. What did not change is the very same object, so that nobody draws it again. */
export function applied(board: Board, changes: readonly Change[]): Board {
  let { columns, rows, problems } = board;
  const touched = new Map<number, { head: RowHead; cells: (BoardCell | null)[] }>();
  for (const change of changes) {
    if (change.kind === 'whole') ({ columns, rows, problems } = change.board);
    else if (change.kind === 'problems') problems = change.problems;
    else {
      const old = touched.get(change.row) ?? copyOf(rows[change.row]);
      if (!old) continue;
      if (change.kind === 'head') old.head = change.head;
      else old.cells[change.column] = change.cell;
      touched.set(change.row, old);
    }
  }
  return { columns, rows: touched.size === 0 ? rows : rows.map((row, at) => touched.get(at) ?? row), problems };
}

function copyOf(row: BoardRow | undefined) {
  return row && { head: row.head, cells: [...row.cells] };
}

function haveSameShape(before: Board, after: Board): boolean {
  return (
    before.rows.length === after.rows.length &&
    isSame(before.columns, after.columns) &&
    before.rows.every(({ head }, at) => head.service === after.rows[at]?.head.service)
  );
}

function rowDifferences(before: BoardRow | undefined, after: BoardRow, row: number): readonly Change[] {
  if (!before || before === after) return [];
  const cells = after.cells.flatMap((cell, column): readonly Change[] =>
    isSame(before.cells[column] ?? null, cell) ? [] : [{ kind: 'cell', row, column, cell }],
  );
  return isSame(before.head, after.head) ? cells : [{ kind: 'head', row, head: after.head }, ...cells];
}

/** Of plain values, deeply. */
export function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  const keys = Object.keys(one);
  if (keys.length !== Object.keys(other).length) return false;
  return keys.every((key) => key in other && isSame(one[key as keyof typeof one], other[key as keyof typeof other]));
}
