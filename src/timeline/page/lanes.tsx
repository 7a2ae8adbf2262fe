import type { JSX } from 'preact';
import { Icon } from '../../pages/page/icon';
import type { TimelineScreen } from '../protocol/timeline';
import type { Say } from './say';
import { useRoving } from './roving';

interface LanesProps {
  readonly screen: TimelineScreen;
  readonly chosen: string | undefined;
  readonly say: Say;
}

const levelHeight = 2.1;

/** One lane an environment, one mark a deployment, from the oldest on the left. */
export function Lanes({ screen, chosen, say }: LanesProps): JSX.Element {
  const { lanes, ticks, legend, words } = screen;
  const roving = useRoving(lanes.map(({ marks }) => marks));
  return (
    <section class="lanes" aria-label={words.lanes} onKeyDown={roving.onKeyDown}>
      {lanes.map(({ id, label, levels, marks }) => (
        <div key={id} class="lane" role="group" aria-label={label}>
          <span class="name">{label}</span>
          <div class="track" style={{ height: `${levels * levelHeight}em` }}>
            {marks.map((mark) => (
              <button
                key={mark.id}
                id={mark.id}
                type="button"
                class={`mark ${mark.shape}${mark.isUndated ? ' undated' : ''}${mark.id === chosen ? ' chosen' : ''}`}
                style={{ left: `${mark.at * 100}%`, top: `${mark.level * levelHeight}em` }}
                aria-current={mark.id === chosen}
                tabIndex={roving.stop(mark.id)}
                title={mark.spoken}
                onFocus={() => roving.keep(mark.id)}
                onClick={() => say({ kind: 'look', id: mark.id })}
              >
                <span class="letter" aria-hidden="true">
                  {mark.letter}
                </span>
                <Icon name={mark.verdict.icon ?? ''} tone={mark.verdict.tone} />
                <span class="spoken">{mark.spoken}</span>
              </button>
            ))}
          </div>
        </div>
      ))}
      <div class="lane axis" aria-hidden="true">
        <span class="name" />
        <div class="track">
          {ticks.map(({ at, label }, index) => (
            <span key={index} class="tick" style={{ left: `${at * 100}%` }}>
              {label}
            </span>
          ))}
        </div>
      </div>
      <ul class="legend" aria-label={words.legend}>
        {legend.map(({ letter, shape, label }) => (
          <li key={letter}>
            <span class={`mark ${shape}`} aria-hidden="true">
              <span class="letter">{letter}</span>
            </span>{' '}
            {label}
          </li>
        ))}
        <li>{words.undated}</li>
      </ul>
    </section>
  );
}
