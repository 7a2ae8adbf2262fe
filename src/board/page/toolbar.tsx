import type { JSX } from 'preact';
import { rowStates, type RowState } from '../protocol/board';
import { countStates, densities, groupings, labelKeys, sortings, type BoardGrouping } from '../protocol/view';
import { candidatesOf, chosenOf } from './candidates';
import type { PartProps } from './store';
import { Icon } from '../../pages/page/icon';
import { fill } from './text';

/** Filter, order and look of the grid, and the way to promoting many. */
export function Toolbar({ state, store }: PartProps): JSX.Element {
  const { view, words, board, chosen } = state;
  const counts = countStates(board.rows);
  const labels = labelKeys(board.rows).map(
    (key) => [`label:${key}` as const, fill(words.byLabel, { label: key })] as const,
  );
  // What was chosen once stands there, also while no service has such a label.
  const groups: readonly BoardGrouping[] = [...new Set([...groupings, ...labels.map(([name]) => name), view.group])];
  const texts: Readonly<Record<string, string>> = { ...words.groups, ...Object.fromEntries(labels) };
  const count = chosenOf(candidatesOf(board), chosen).length;
  const toggle = (name: RowState) => {
    const others = view.states.filter((other) => other !== name);
    store.setView({ states: others.length === view.states.length ? [...others, name] : others });
  };
  return (
    <header class="toolbar">
      <input
        type="search"
        class="filter"
        aria-label={words.filter}
        placeholder={words.filter}
        value={view.text}
        maxLength={200}
        onInput={({ currentTarget }) => store.setView({ text: currentTarget.value })}
      />
      <div class="chips" role="group" aria-label={words.only}>
        {rowStates.map((name) => (
          <button
            key={name}
            type="button"
            class="chip"
            aria-pressed={view.states.includes(name)}
            onClick={() => toggle(name)}
          >
            {words.states[name]} <span class="count">{counts[name]}</span>
          </button>
        ))}
      </div>
      <div class="orders">
        <Choice
          label={words.group}
          names={groups}
          texts={texts}
          value={view.group}
          onChange={(group) => store.setView({ group })}
        />
        <Choice
          label={words.sort}
          names={sortings}
          texts={words.sorts}
          value={view.sort}
          onChange={(sort) => store.setView({ sort })}
        />
        <Choice
          label={words.density}
          names={densities}
          texts={words.densities}
          value={view.density}
          onChange={(density) => store.setView({ density })}
        />
      </div>
      <button type="button" class="primary" onClick={() => store.set({ screen: 'promote' })}>
        <Icon name="rocket" />
        {words.promote.open}
        {count > 0 && <span class="count">{count}</span>}
      </button>
    </header>
  );
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly names: readonly T[];
  /** Without one a name is shown as it is. */
  readonly texts: Readonly<Partial<Record<T, string>>>;
  readonly value: T;
  readonly onChange: (name: T) => void;
}

function Choice<T extends string>({ label, names, texts, value, onChange }: ChoiceProps<T>): JSX.Element {
  const changed = (chosen: string) => {
    const name = names.find((one) => one === chosen);
    if (name !== undefined) onChange(name);
  };
  return (
    <select
      aria-label={label}
      title={label}
      value={value}
      onChange={({ currentTarget }) => changed(currentTarget.value)}
    >
      {names.map((name) => (
        <option key={name} value={name}>
          {texts[name] ?? name}
        </option>
      ))}
    </select>
  );
}
