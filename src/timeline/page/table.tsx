import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { TimelineScreen } from '../protocol/timeline';
import type { Say } from './say';
import { SaidText } from './said';
import { useRoving } from './roving';

interface TableProps {
  readonly screen: TimelineScreen;
  readonly chosen: string | undefined;
  readonly say: Say;
}

/** So many rows are drawn at first, and more when they are asked for. */
const pageSize = 200;

const rowId = (id: string) => `row ${id}`;

/** The deployments as a table, newest first: its first cells are gone through by the arrows. */
export function Table({ screen, chosen, say }: TableProps): JSX.Element {
  const { columns, words } = screen;
  const [most, draw] = useState(pageSize);
  const rows = screen.rows.slice(0, most);
  const left = screen.rows.length - rows.length;
  const roving = useRoving(rows.map(({ id }) => [{ id: rowId(id), at: 0 }]));
  if (rows.length === 0) return <p class="none">{words.none}</p>;
  return (
    <section class="scrolled" onKeyDown={roving.onKeyDown}>
      <table aria-label={words.table}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, cells: [first, ...cells] }) => (
            <tr key={id} class={id === chosen ? 'chosen' : ''}>
              <th scope="row">
                <button
                  id={rowId(id)}
                  type="button"
                  class="link"
                  aria-current={id === chosen}
                  tabIndex={roving.stop(rowId(id))}
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
      {left > 0 && (
        <button type="button" class="more secondary" onClick={() => draw(most + pageSize)}>
          {words.more} ({left})
        </button>
      )}
    </section>
  );
}
