import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import type { Details, Screen } from '../protocol/timeline';
import { BisectPart } from './bisect';
import { DetailsPart } from './details';
import type { Say } from './say';
import { ThenPart } from './then';
import { spokenOf } from './spoken';
import { TimelinePart } from './timeline';

interface AppProps {
  readonly screen: Screen | undefined;
  readonly details: Details | null;
  readonly busy: string;
  readonly say: Say;
}

/** The page: what is told, and below it the details of what is chosen. */
export function App({ screen, details, busy, say }: AppProps): JSX.Element {
  const spoken = useRef('');
  spoken.current = spokenOf(spoken.current, busy);
  return (
    <main class="past">
      <p class="busy" aria-hidden="true">
        {busy}
      </p>
      <p class="spoken" role="status">
        {spoken.current}
      </p>
      {screen?.kind === 'timeline' && <TimelinePart screen={screen} chosen={details?.id} say={say} />}
      {screen?.kind === 'then' && <ThenPart screen={screen} chosen={details?.id} say={say} />}
      {screen?.kind === 'bisect' && <BisectPart screen={screen} say={say} />}
      {screen && details && <DetailsPart details={details} words={screen.words} say={say} />}
    </main>
  );
}
