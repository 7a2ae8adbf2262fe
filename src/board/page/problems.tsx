import type { JSX } from 'preact';
import type { Look } from '../protocol/board';
import { Said } from './look';

/** Troubles of the whole, above everything else. */
export function Problems({ problems }: { readonly problems: readonly Look[] }): JSX.Element | null {
  if (problems.length === 0) return null;
  return (
    <ul class="problems">
      {problems.map((problem) => (
        <li key={problem.label}>
          <Said look={problem} />
        </li>
      ))}
    </ul>
  );
}
