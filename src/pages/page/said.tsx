import type { JSX } from 'preact';
import type { Said } from '../protocol/said';
import { Icon } from './icon';

/** A text with its sign. */
export function SaidText({ said }: { readonly said: Said }): JSX.Element {
  return (
    <>
      {said.icon !== undefined && (
        <>
          <Icon name={said.icon} tone={said.tone} />{' '}
        </>
      )}
      {said.text}
    </>
  );
}

interface NotesProps {
  readonly title: string;
  readonly notes: readonly Said[];
}

/** What else is to be known, below what is told. */
export function Notes({ title, notes }: NotesProps): JSX.Element | null {
  if (notes.length === 0) return null;
  return (
    <section class="notes">
      <h2>{title}</h2>
      <ul>
        {notes.map((note, index) => (
          <li key={index}>
            <SaidText said={note} />
          </li>
        ))}
      </ul>
    </section>
  );
}
