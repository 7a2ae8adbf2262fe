import type { JSX } from 'preact';
import type { Choice, TimelineScreen } from '../protocol/timeline';
import type { Say } from './say';
import { Lanes } from './lanes';
import { Notes } from '../../pages/page/said';
import { Table } from './table';

interface TimelineProps {
  readonly screen: TimelineScreen;
  readonly chosen: string | undefined;
  readonly say: Say;
}

/** Deployments over time: lanes, and the same as a table. */
export function TimelinePart({ screen, chosen, say }: TimelineProps): JSX.Element {
  const { words } = screen;
  return (
    <>
      <header>
        <h1>{screen.headline}</h1>
        <div class="toolbar">
          <div role="group" aria-label={words.range} class="ranges">
            {screen.ranges.map(({ id, label, isOn }) => (
              <button key={id} type="button" aria-pressed={isOn} onClick={() => say({ kind: 'range', id })}>
                {label}
              </button>
            ))}
          </div>
          <Select
            label={words.environment}
            choices={screen.environments}
            choose={(id) => say({ kind: 'environment', id })}
          />
          <Select label={words.service} choices={screen.services} choose={(id) => say({ kind: 'service', id })} />
        </div>
      </header>
      <Lanes screen={screen} chosen={chosen} say={say} />
      <Notes title={words.notes} notes={screen.notes} />
      <Table screen={screen} chosen={chosen} say={say} />
    </>
  );
}

interface SelectProps {
  readonly label: string;
  readonly choices: readonly Choice[];
  readonly choose: (id: string) => void;
}

function Select({ label, choices, choose }: SelectProps): JSX.Element {
  return (
    <label>
      {label}{' '}
      <select onChange={({ currentTarget }) => choose(currentTarget.value)}>
        {choices.map((choice) => (
          <option key={choice.id} value={choice.id} selected={choice.isOn}>
            {choice.label}
          </option>
        ))}
      </select>
    </label>
  );
}
