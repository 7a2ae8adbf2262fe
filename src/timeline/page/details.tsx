import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from '../../pages/page/icon';
import type { Details, Screen } from '../protocol/timeline';
import type { Say } from './say';
import { Offers } from '../../pages/page/offers';
import { SaidText } from '../../pages/page/said';

interface DetailsProps {
  readonly details: Details;
  readonly words: Screen['words'];
  readonly say: Say;
}

/** What is told of the one that is chosen, and what can be done. It takes the focus, and gives it back when it is closed. */
export function DetailsPart({ details, words, say }: DetailsProps): JSX.Element {
  const title = useRef<HTMLHeadingElement>(null);
  const opener = useRef('');
  useEffect(() => {
    opener.current = document.activeElement?.id ?? '';
    title.current?.focus();
  }, [details.id]);
  const close = () => {
    say({ kind: 'look', id: '' });
    (document.getElementById(opener.current) ?? document.getElementById(details.id))?.focus();
  };
  return (
    <aside class="details" aria-label={words.details} onKeyDown={(event) => event.key === 'Escape' && close()}>
      <button type="button" class="close" aria-label={words.close} title={words.close} onClick={close}>
        <Icon name="close" />
      </button>
      <h2 tabIndex={-1} ref={title}>
        {details.headline}
      </h2>
      <ul>
        {details.lines.map((line, index) => (
          <li key={index}>
            <SaidText said={line} />
          </li>
        ))}
      </ul>
      <Offers offers={details.offers} press={(offer) => say({ kind: 'act', offer, about: details.id })} />
    </aside>
  );
}
