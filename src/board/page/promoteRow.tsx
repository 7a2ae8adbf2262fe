import type { JSX } from 'preact';
import type { Outcome, shownParts } from '../protocol/messages';
import type { PageWords } from '../protocol/words';
import { Icon } from '../../pages/page/icon';
import { Said } from './look';
import type { Candidate } from './candidates';
import type { Store } from './store';
import { fill } from './text';

export interface PromoteRowProps {
  readonly candidate: Candidate;
  readonly outcome: Outcome | undefined;
  readonly isChosen: boolean;
  readonly isFixed: boolean;
  readonly words: PageWords;
  readonly store: Store;
}

/** One promotion of many: whether it is chosen, and what became of it. */
export function PromoteRow({ candidate, outcome, isChosen, isFixed, words, store }: PromoteRowProps): JSX.Element {
  const { service, from, to, cell } = candidate;
  const mayBeChosen = cell.choice !== 'none' && !isFixed;
  return (
    <tr class={cell.choice === 'none' ? 'apart' : ''}>
      <td class="of-chosen">
        <input
          type="checkbox"
          aria-label={fill(words.choose, { service, from, to })}
          checked={isChosen && cell.choice !== 'none'}
          disabled={!mayBeChosen}
          onChange={({ currentTarget }) => store.choose([cell.id], currentTarget.checked)}
        />
      </td>
      <th scope="row">{service}</th>
      <td class="of-path">{fill(words.edge, { from, to })}</td>
      <td>
        <Said look={cell.look} />
        {cell.open !== '' && <span class="open">{cell.open}</span>}
      </td>
      <td>
        {cell.gates && <Said look={cell.gates} />}
        {cell.choice === 'asks' && outcome?.kind !== 'opened' && <span class="asks"> {words.promote.asks}</span>}
      </td>
      <td class="of-outcome">{outcome && <Told outcome={outcome} words={words} store={store} />}</td>
    </tr>
  );
}

interface ToldProps {
  readonly outcome: Outcome;
  readonly words: PageWords;
  readonly store: Store;
}

function Told({ outcome, words, store }: ToldProps): JSX.Element {
  const show = (part: (typeof shownParts)[number]) => store.say({ kind: 'show', edge: outcome.edge, part });
  switch (outcome.kind) {
    case 'waits':
    case 'preparing':
    case 'opening': {
      const icon = outcome.kind === 'waits' ? 'ellipsis' : 'sync~spin';
      return <Said look={{ icon, tone: 'busy', label: words.promote.states[outcome.kind] }} />;
    }
    case 'refused':
    case 'failed':
    case 'stopped':
      return (
        <>
          <Line icon={outcome.kind === 'stopped' ? 'circle-slash' : 'error'} text={outcome.said} />
          {outcome.remedy !== undefined && (
            <button type="button" class="action" onClick={() => show('remedy')}>
              {outcome.remedy}
            </button>
          )}
        </>
      );
    case 'opened':
      return (
        <>
          <Line icon="pass" text={outcome.said} />
          <button type="button" class="action" onClick={() => show('pullRequest')}>
            <Icon name="link-external" />
            {fill(words.promote.openPullRequest, { number: outcome.number })}
          </button>
        </>
      );
    case 'prepared':
      return (
        <>
          <ul class="brings">
            {outcome.brings.map((item) => (
              <li key={item}>{item}</li>
            ))}
            {outcome.more > 0 && <li>{fill(words.promote.more, { count: outcome.more })}</li>}
          </ul>
          <p class="way">{outcome.way}</p>
          {outcome.notes.map((note) => (
            <p class="note" key={note.label}>
              <Icon name={note.icon} tone={note.tone} /> {note.label}
            </p>
          ))}
          <button type="button" class="action" onClick={() => show('preview')}>
            <Icon name="open-preview" />
            {words.promote.preview}
          </button>
        </>
      );
  }
}

function Line({ icon, text }: { readonly icon: string; readonly text: string }): JSX.Element {
  return (
    <p class="note">
      <Icon name={icon} tone={icon === 'pass' ? 'fine' : icon === 'error' ? 'error' : 'unknown'} /> {text}
    </p>
  );
}
