import type { JSX } from 'preact';
import type { BisectScreen } from '../protocol/timeline';
import type { Say } from './say';
import { SaidText } from './said';
import { useRoving } from './roving';

interface SearchedProps {
  readonly screen: BisectScreen;
  readonly say: Say;
}

const rowId = (id: string) => `row ${id}`;

/** All that is searched, newest first: the first cells are gone through by the arrows, and lead to what is told of each. */
export function Searched({ screen, say }: SearchedProps): JSX.Element {
  const { rows, columns, words, looked } = screen;
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
          {rows.map(({ id, state, cells: [first, ...cells] }) => (
            <tr key={id} class={`${state}${id === looked?.id ? ' chosen' : ''}`}>
              <th scope="row">
                <button
                  id={rowId(id)}
                  type="button"
                  class="link"
                  tabIndex={roving.stop(rowId(id))}
                  aria-current={id === looked?.id ? 'true' : undefined}
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
    </section>
  );
}
