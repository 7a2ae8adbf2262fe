import type { JSX } from 'preact';
import { Icon } from '../../pages/page/icon';
import type { Line } from '../protocol/decision';

/** Sentences, each with what belongs below it. */
export function Lines({ lines }: { readonly lines: readonly Line[] }): JSX.Element | null {
  if (lines.length === 0) return null;
  return (
    <ul class="lines">
      {lines.map((line, index) => (
        <li key={index}>
          {line.icon !== undefined && <Icon name={line.icon} tone={line.tone} />}
          <span>{line.link === undefined ? line.text : <a href={line.link}>{line.text}</a>}</span>
          <Lines lines={line.below ?? []} />
        </li>
      ))}
    </ul>
  );
}
