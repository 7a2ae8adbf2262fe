import type { JSX } from 'preact';
import { Icon } from '../../board/page/icon';
import type { Offer, Said } from '../protocol/train';

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

interface OffersProps {
  readonly offers: readonly Offer[];
  readonly press: (offer: string) => void;
  /** Nothing can be pressed while something is under way. */
  readonly isFixed?: boolean;
  readonly isMain?: boolean;
  /** What it is about, for those who hear the button by itself. */
  readonly about?: string;
}

export function Offers({ offers, press, isFixed = false, isMain = false, about }: OffersProps): JSX.Element {
  return (
    <>
      {offers.map(({ id, label, icon, isOn }) => (
        <button
          key={id}
          type="button"
          class={isMain ? 'primary' : 'secondary'}
          disabled={isFixed}
          aria-pressed={isOn}
          aria-label={about === undefined ? undefined : `${label}, ${about}`}
          onClick={() => press(id)}
        >
          <Icon name={icon} /> {label}
        </button>
      ))}
    </>
  );
}
