import type { JSX } from 'preact';
import { Icon } from '../../pages/page/icon';
import type { ChangedText, ChangeRow, Decision, Section } from '../protocol/decision';
import type { Act } from './act';
import { Lines } from './lines';

interface SectionProps {
  readonly section: Section;
  readonly words: Decision['words'];
  readonly act: Act;
}

/** One part of what is told: open, or folded where a decision seldom needs it. */
export function SectionPart({ section, words, act }: SectionProps): JSX.Element {
  const { title, isOpen, changes, lines, text, offers } = section;
  return (
    <details open={isOpen}>
      <summary>
        <h2>{title}</h2>
      </summary>
      {changes && changes.length > 0 && (
        <ul class="changes">
          {changes.map((change, index) => (
            <Change key={index} change={change} words={words} />
          ))}
        </ul>
      )}
      <Lines lines={lines ?? []} />
      {text !== undefined && <pre tabIndex={0}>{text}</pre>}
      {offers && offers.length > 0 && (
        <div class="offers">
          {offers.map((offer) => (
            <button key={offer.id} type="button" class="secondary" title={offer.detail} onClick={() => act(offer.id)}>
              {offer.icon !== undefined && <Icon name={offer.icon} />}
              {offer.label}
            </button>
          ))}
        </div>
      )}
    </details>
  );
}

function Change({ change, words }: { readonly change: ChangeRow; readonly words: Decision['words'] }): JSX.Element {
  const { file, key, before, after, said, mark } = change;
  return (
    <li>
      <p class="place">
        <span class="key">{key === '' ? file : key}</span>
        {key !== '' && <span class="file">{file}</span>}
      </p>
      {mark !== undefined && (
        <p class="mark">
          <Icon name="debug-restart" tone="warning" /> {mark}
        </p>
      )}
      {said !== undefined && <p class="value">{said}</p>}
      {before && <Value sign="−" side="before" label={words.before} value={before} />}
      {after && <Value sign="+" side="after" label={words.after} value={after} />}
    </li>
  );
}

interface ValueProps {
  readonly sign: string;
  readonly side: 'before' | 'after';
  readonly label: string;
  readonly value: ChangedText;
}

/** It wraps: nothing of a long name is pushed out of sight. */
function Value({ sign, side, label, value }: ValueProps): JSX.Element {
  return (
    <p class={`value ${side}`}>
      <span class="sign" aria-hidden="true">
        {sign}
      </span>
      <span class="spoken">{label}: </span>
      <code>
        {value.same}
        <strong>{value.differs}</strong>
        {value.rest}
      </code>
    </p>
  );
}
