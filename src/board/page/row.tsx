import { Component, type JSX } from 'preact';
import type { BoardRow, RowSpoken } from '../protocol/board';
import type { PageWords } from '../protocol/words';
import { Cell } from './cells';
import { cellSpoken, headSpoken } from './spoken';

export interface RowProps {
  readonly row: BoardRow;
  /** Its element's id. */
  readonly id: string;
  /** Its sentences, once they were told. */
  readonly spoken: RowSpoken | undefined;
  readonly lineKey: string;
  /** In the grid, from 2: the head of the columns is 1. */
  readonly index: number;
  readonly topPx: number;
  readonly heightPx: number;
  /** The column of this row that keys move from; nothing where it is in another row. */
  readonly active: number | undefined;
  /** The id of what is looked at, if it is in this row. */
  readonly lookedAt: string | undefined;
  readonly chosen: ReadonlySet<string>;
  readonly words: PageWords;
  readonly now: number;
  readonly staleAfterMs: number;
}

/** A service. Its cells are drawn anew one by one. */
export class Row extends Component<RowProps> {
  override shouldComponentUpdate(next: RowProps): boolean {
    return (Object.keys(next) as (keyof RowProps)[]).some((key) => next[key] !== this.props[key]);
  }

  override render(props: RowProps): JSX.Element {
    const { row, id, spoken, index, lineKey, topPx, heightPx, active, lookedAt, chosen, words, now, staleAfterMs } =
      props;
    const common = { words, now, staleAfterMs };
    const { service } = row.head;
    return (
      <div
        id={id}
        role="row"
        class="row"
        aria-rowindex={index}
        data-key={lineKey}
        style={{ top: `${topPx}px`, height: `${heightPx}px` }}
      >
        <Cell
          id={cellDomId(lineKey, 0)}
          of={row.head}
          spoken={headSpoken(row, spoken)}
          column={1}
          isActive={active === 0}
          isChosen={false}
          isLookedAt={lookedAt === service}
          {...common}
        />
        {row.cells.map((cell, at) => (
          <Cell
            key={at}
            id={cellDomId(lineKey, at + 1)}
            of={cell}
            spoken={cellSpoken(cell, at, spoken)}
            column={at + 2}
            isActive={active === at + 1}
            isChosen={cell?.kind === 'edge' && chosen.has(cell.id)}
            isLookedAt={cell !== null && lookedAt === cell.id}
            {...common}
          />
        ))}
      </div>
    );
  }
}

/** The id of a cell's element. */
export function cellDomId(lineKey: string, column: number): string {
  return `${lineKey}/${column}`;
}
