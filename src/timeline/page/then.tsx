import type { JSX } from 'preact';
import { Icon } from '../../pages/page/icon';
import type { ThenScreen } from '../protocol/timeline';
import { ColumnHeads } from '../../pages/page/columnHeads';
import type { Say } from './say';
import { Offers } from '../../pages/page/offers';
import { Notes, SaidText } from '../../pages/page/said';
import { useRoving } from './roving';

interface ThenProps {
  readonly screen: ThenScreen;
  readonly chosen: string | undefined;
  readonly say: Say;
}

/** The fleet as it was: to look at, and nothing else. */
export function ThenPart({ screen, chosen, say }: ThenProps): JSX.Element {
  const { headline, mark, offers, changes, words, notes } = screen;
  return (
    <div class="then">
      <header>
        <p class="mark-of-the-past">
          <Icon name="history" /> {mark}
        </p>
        <h1>{headline}</h1>
        <Offers offers={offers} press={(offer) => say({ kind: 'act', offer, about: '' })} />
      </header>
      <Grid screen={screen} chosen={chosen} say={say} />
      <Notes title={words.notes} notes={notes} />
      {changes && (
        <section class="changes">
          <h2>{changes.headline}</h2>
          {changes.parts.length === 0 && <p>{changes.none}</p>}
          {changes.parts.map((part) => (
            <section key={part.id} class="change">
              <h3>{part.headline}</h3>
              <ul>
                {part.lines.map((line, index) => (
                  <li key={index}>
                    <SaidText said={line} />
                  </li>
                ))}
              </ul>
              <Offers offers={part.offers} press={(offer) => say({ kind: 'act', offer, about: part.id })} />
            </section>
          ))}
          <p>{changes.left}</p>
        </section>
      )}
    </div>
  );
}

function Grid({ screen, chosen, say }: ThenProps): JSX.Element {
  const { rows, columns, words } = screen;
  const roving = useRoving(rows.map(({ cells }) => cells.flatMap((cell, at) => (cell ? [{ id: cell.id, at }] : []))));
  if (rows.length === 0) return <p class="none">{words.none}</p>;
  return (
    <section class="scrolled" onKeyDown={roving.onKeyDown}>
      <table aria-label={words.table}>
        <ColumnHeads columns={columns} />
        <tbody>
          {rows.map(({ service, cells }) => (
            <tr key={service}>
              <th scope="row">{service}</th>
              {cells.map((cell, index) => (
                <td key={index}>
                  {cell && (
                    <button
                      id={cell.id}
                      type="button"
                      class={`cell${cell.id === chosen ? ' chosen' : ''}`}
                      aria-current={cell.id === chosen}
                      tabIndex={roving.stop(cell.id)}
                      onFocus={() => roving.keep(cell.id)}
                      onClick={() => say({ kind: 'look', id: cell.id })}
                    >
                      <span class="spoken">{cell.spoken}</span>
                      <span class="main" aria-hidden="true">
                        <SaidText said={cell.main} />
                      </span>
                      <span class="more" aria-hidden="true">
                        {cell.more}
                      </span>
                    </button>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
