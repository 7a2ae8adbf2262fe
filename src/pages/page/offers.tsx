import type { JSX } from 'preact';
import type { Offer } from '../protocol/said';
import { Icon } from './icon';

interface OffersProps {
  readonly offers: readonly Offer[];
  readonly press: (offer: string) => void;
  /** Nothing can be pressed while something is under way. */
  readonly isFixed?: boolean;
  readonly isMain?: boolean;
  /** What it is about, for those who hear the button by itself. */
  readonly about?: string;
}

/** Buttons in a line of their own. */
export function Offers(props: OffersProps): JSX.Element {
  return (
    <div class="offers">
      <OfferButtons {...props} />
    </div>
  );
}

/** Buttons beside others. */
export function OfferButtons({ offers, press, isFixed = false, isMain = false, about }: OffersProps): JSX.Element {
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
