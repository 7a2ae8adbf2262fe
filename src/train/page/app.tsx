import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from '../../pages/page/icon';
import type { Offer } from '../../pages/protocol/said';
import type { TrainScreen } from '../protocol/train';
import { OfferButtons, Offers } from '../../pages/page/offers';
import { Notes, SaidText } from '../../pages/page/said';
import { WavesTable } from './wavesTable';

interface AppProps {
  readonly screen: TrainScreen | undefined;
  readonly busy: { readonly said: string; readonly stop: Offer | null };
  readonly press: (offer: string) => void;
}

/** The page: how the train stands, what can be done, its waves, and what each service brings. */
export function App({ screen, busy, press }: AppProps): JSX.Element {
  const standing = useRef<HTMLDivElement>(null);
  const isBusy = busy.said !== '';
  // Where what was pressed is not there any more, the focus goes to how it stands, so that it is not lost.
  useEffect(() => {
    if (document.activeElement === document.body) standing.current?.focus();
  }, [screen?.standing.title.text, isBusy]);
  return (
    <main class="train">
      <div class="busy" role="status">
        {isBusy && (
          <>
            <Icon name="sync~spin" tone="busy" /> {busy.said}
          </>
        )}
      </div>
      {isBusy && busy.stop && <Offers offers={[busy.stop]} press={press} />}
      {screen && (
        <>
          <header class="stays">
            <h1>{screen.headline}</h1>
            <div class="standing" role="status" tabIndex={-1} ref={standing}>
              <p class="title">
                <SaidText said={screen.standing.title} />
              </p>
              {screen.standing.lines.map((line, index) => (
                <p key={index}>
                  <SaidText said={line} />
                </p>
              ))}
            </div>
            <div class="offers" role="group" aria-label={screen.words.offers}>
              <OfferButtons offers={screen.offers.main} press={press} isFixed={isBusy} isMain />
              <OfferButtons offers={screen.offers.other} press={press} isFixed={isBusy} />
            </div>
          </header>
          <WavesTable table={screen.table} label={screen.words.table} press={press} isFixed={isBusy} />
          <Parts screen={screen} />
          <Notes title={screen.words.notes} notes={screen.notes} />
        </>
      )}
    </main>
  );
}

function Parts({ screen: { parts } }: { readonly screen: TrainScreen }): JSX.Element | null {
  if (parts.parts.length === 0) return null;
  return (
    <section class="parts">
      <h2>{parts.headline}</h2>
      {parts.parts.map(({ headline, lines }, index) => (
        <section key={index} class="part">
          <h3>
            <SaidText said={headline} />
          </h3>
          <ul>
            {lines.map((line, at) => (
              <li key={at} class={line.icon === undefined ? 'by-key' : ''}>
                <SaidText said={line} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </section>
  );
}
