import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from '../../pages/page/icon';
import type { Standing } from '../protocol/decision';
import type { Act } from './act';
import { focusAfter } from './focusAfter';
import { Lines } from './lines';

interface StandingProps {
  readonly standing: Standing;
  readonly label: string;
  readonly act: Act;
}

const icons: Readonly<Record<Standing['kind'], string>> = {
  open: '',
  asks: 'warning',
  busy: 'sync~spin',
  failed: 'error',
  stale: 'history',
  done: 'pass',
  over: 'info',
};

/** How it stands, and the buttons. What is new takes the focus, so that it is read; what is asked, never its yes. */
export function StandingPart({ standing, label, act }: StandingProps): JSX.Element {
  const { kind, asked, title, lines, offers } = standing;
  const said = useRef<HTMLDivElement>(null);
  const first = useRef<HTMLButtonElement>(null);
  const before = useRef({ kind, asked });
  useEffect(() => {
    const place = focusAfter(before.current, { kind, asked });
    before.current = { kind, asked };
    if (place) ({ said, first })[place].current?.focus();
  }, [kind, asked]);
  return (
    <div class={`standing ${kind}`}>
      <div class="said" role="status" tabIndex={-1} ref={said}>
        {title !== '' && (
          <p class="title">
            <Icon name={icons[kind]} tone={toneOf(kind)} /> {title}
          </p>
        )}
        <Lines lines={lines} />
      </div>
      <div class="offers" role="group" aria-label={label}>
        {offers.map((offer, index) => (
          <button
            key={offer.id}
            type="button"
            class={index === 0 && kind !== 'busy' ? 'primary' : 'secondary'}
            ref={index === 0 ? first : null}
            title={offer.detail}
            onClick={() => act(offer.id)}
            {...(index === 0 && kind === 'open' ? { 'aria-keyshortcuts': 'Control+Enter Meta+Enter' } : {})}
          >
            {offer.icon !== undefined && <Icon name={offer.icon} />}
            {offer.label}
          </button>
        ))}
      </div>
    </div>
  );
}

function toneOf(kind: Standing['kind']) {
  switch (kind) {
    case 'asks':
    case 'stale':
      return 'warning';
    case 'failed':
      return 'error';
    case 'done':
      return 'fine';
    case 'open':
    case 'busy':
    case 'over':
      return 'notice';
  }
}
