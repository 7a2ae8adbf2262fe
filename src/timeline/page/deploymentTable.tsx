import type { ComponentChildren, JSX } from 'preact';
import type { Row, SearchedRow } from '../protocol/timeline';
import { ColumnHeads } from '../../pages/page/columnHeads';
import { useRoving } from './roving';
import type { Say } from './say';
import { SaidText } from '../../pages/page/said';

interface DeploymentTableProps {
  readonly columns: readonly string[];
  readonly rows: readonly (Row & Partial<Pick<SearchedRow, 'state'>>)[];
  readonly chosen: string | undefined;
  readonly words: Readonly<Record<'table' | 'none', string>>;
  readonly say: Say;
  /** What stands below the table. */
  readonly children?: ComponentChildren;
}

const rowId = (id: string) => `row ${id}`;

/** Deployments, newest first: the first cells are gone through by the arrows, and lead to what is told of each. */
export function DeploymentTable({ columns, rows, chosen, words, say, children }: DeploymentTableProps): JSX.Element {
  const roving = useRoving(rows.map(({ id }) => [{ id: rowId(id), at: 0 }]));
  if (rows.length === 0) return <p class="none">{words.none}</p>;
  return (
    <section class="scrolled" onKeyDown={roving.onKeyDown}>
      <table aria-label={words.table}>
        <ColumnHeads columns={columns} />
        <tbody>
          {rows.map(({ id, state = '', cells: [first, ...cells] }) => (
            <tr key={id} class={`${state}${id === chosen ? ' chosen' : ''}`}>
              <th scope="row">
                <button
                  id={rowId(id)}
                  type="button"
                  class="link"
                  tabIndex={roving.stop(rowId(id))}
                  aria-current={id === chosen}
                  onFocus={() => roving.keep(rowId(id))}
                  onClick={() => say({ kind: 'look', id })}
                >
                  {first?.text}
                </button>
              </th>
              {cells.map((cell, index) => (
                <td key={index}>
                  <SaidText said={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {children}
    </section>
  );
}
