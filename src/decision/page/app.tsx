import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { ToPage } from '../protocol/decision';
import type { Act } from './act';
import { SectionPart } from './section';
import { StandingPart } from './standing';

/** The page: what changes, the buttons that decide on it, and below them why it may go. */
export function App({ decision, standing, act }: ToPage & { readonly act: Act }): JSX.Element {
  const title = useRef<HTMLHeadingElement>(null);
  const { headline, shown } = decision;
  // No button has the focus at first, nor of what was made anew: whoever presses Enter by reflex decides nothing.
  useEffect(() => title.current?.focus(), [shown]);
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const [first] = standing.offers;
      if (event.key === 'Escape' && standing.kind === 'asks') act(standing.offers.at(-1)?.id ?? '');
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || standing.kind !== 'open' || !first) return;
      event.preventDefault();
      act(first.id);
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, [standing, act]);
  return (
    <main class="decision">
      <header>
        <p class="kind">{decision.kind}</p>
        <h1 tabIndex={-1} ref={title}>
          {headline}
        </h1>
        <StandingPart standing={standing} label={decision.words.actions} act={act} />
      </header>
      {decision.sections.map((section) => (
        <SectionPart key={section.id} section={section} words={decision.words} act={act} />
      ))}
    </main>
  );
}
