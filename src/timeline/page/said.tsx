import type { JSX } from 'preact';
import { Icon } from '../../board/page/icon';
import type { Offer, Said } from '../protocol/timeline';

/** A text with its sign. */
export function SaidText({ said }: { readonly said: Said }): JSX.Element {
  return (
    <>
      {said.icon !== undefined && (
        <>
          <Icon name={said.icon} tone={said.tone} />{' '}
        </>
      )}
      {said.text}
    </>
  );
}

export function Notes({
  title,
  notes,
}: {
  readonly title: string;
  readonly notes: readonly Said[];
}): JSX.Element | null {
  if (notes.length === 0) return null;
  return (
    <section class="notes">
      <h2>{title}</h2>
      <ul>
        {notes.map((note, index) => (
          <li key={index}>
            <SaidText said={note} />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface OffersProps {
  readonly offers: readonly Offer[];
  readonly press: (id: string) => void;
}

export function Offers({ offers, press }: OffersProps): JSX.Element {
  return (
    <div class="offers">
      {offers.map(({ id, label, icon }) => (
        <button key={id} type="button" class="secondary" onClick={() => press(id)}>
          <Icon name={icon} /> {label}
        </button>
      ))}
    </div>
  );
}
