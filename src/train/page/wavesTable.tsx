import { Fragment, type JSX } from 'preact';
import type { CarCell, TrainScreen, WaveRows } from '../protocol/train';
import { ColumnHeads } from '../../pages/page/columnHeads';
import { OfferButtons } from '../../pages/page/offers';
import { SaidText } from '../../pages/page/said';

interface TableProps {
  readonly table: TrainScreen['table'];
  readonly label: string;
  readonly press: (offer: string) => void;
  readonly isFixed: boolean;
}

/** Waves, one below the other; in each its services, and of each how it stands on every step. */
export function WavesTable({ table, label, press, isFixed }: TableProps): JSX.Element | null {
  const { columns, waves } = table;
  if (waves.length === 0) return null;
  return (
    <div class="scrolled" tabIndex={0} role="region" aria-label={label}>
      <table aria-label={label}>
        <ColumnHeads columns={columns} />
        {waves.map((wave) => (
          <Wave key={wave.label} wave={wave} columns={columns} press={press} isFixed={isFixed} />
        ))}
      </table>
    </div>
  );
}

interface WaveProps extends Pick<TableProps, 'press' | 'isFixed'> {
  readonly wave: WaveRows;
  readonly columns: readonly string[];
}

function Wave({ wave: { label, rows }, columns, press, isFixed }: WaveProps): JSX.Element {
  return (
    <tbody>
      <tr class="wave">
        <th scope="rowgroup" colSpan={columns.length}>
          {label}
        </th>
      </tr>
      {rows.map(({ service, cells }) => (
        <tr key={service}>
          <th scope="row">{service}</th>
          {cells.map((cell, index) => (
            <td key={index}>
              {cell && (
                <Cell cell={cell} about={`${service}, ${columns[index + 1] ?? ''}`} press={press} isFixed={isFixed} />
              )}
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  );
}

interface CellProps extends Pick<TableProps, 'press' | 'isFixed'> {
  readonly cell: CarCell;
  readonly about: string;
}

function Cell({ cell: { said, more, link, choices }, about, press, isFixed }: CellProps): JSX.Element {
  return (
    <Fragment>
      <span class="state">
        <SaidText said={said} />
      </span>
      {link && (
        <>
          {' '}
          <button type="button" class="link" aria-label={`${link.label}, ${about}`} onClick={() => press(link.id)}>
            {link.label}
          </button>
        </>
      )}
      {more.map((line, index) => (
        <span key={index} class="more">
          {line}
        </span>
      ))}
      {choices.length > 0 && (
        <span class="choices">
          <OfferButtons offers={choices} press={press} isFixed={isFixed} about={about} />
        </span>
      )}
    </Fragment>
  );
}
