import type { JSX } from 'preact';
import type { Details, Screen } from '../protocol/timeline';
import { BisectPart } from './bisect';
import { DetailsPart } from './details';
import type { Say } from './say';
import { ThenPart } from './then';
import { TimelinePart } from './timeline';

interface AppProps {
  readonly screen: Screen | undefined;
  readonly details: Details | null;
  readonly busy: string;
  readonly say: Say;
}

/** The page: what is told, and below it the details of what is chosen. */
export function App({ screen, details, busy, say }: AppProps): JSX.Element {
  return (
    <main class="past">
      <p class="busy" role="status">
        {busy}
      </p>
      {screen?.kind === 'timeline' && <TimelinePart screen={screen} chosen={details?.id} say={say} />}
      {screen?.kind === 'then' && <ThenPart screen={screen} chosen={details?.id} say={say} />}
      {screen?.kind === 'bisect' && <BisectPart screen={screen} say={say} />}
      {screen && details && <DetailsPart details={details} words={screen.words} say={say} />}
    </main>
  );
}
