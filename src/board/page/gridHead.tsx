import type { JSX } from 'preact';
import type { BoardColumn } from '../protocol/board';
import type { PageWords } from '../protocol/words';
import { fill } from './text';

export interface GridHeadProps {
  readonly columns: readonly BoardColumn[];
  readonly words: PageWords;
  readonly shown: string;
}

/** The heads of the columns; they stay while the rows go by. */
export function GridHead({ columns, words, shown }: GridHeadProps): JSX.Element {
  return (
    <div class="columns" role="rowgroup">
      <div role="row" class="row" aria-rowindex={1}>
        <div role="columnheader" class="cell head" aria-colindex={1}>
          {words.service}
          <span class="shown" role="status">
            {shown}
          </span>
        </div>
        {columns.map((column, at) => (
          <div key={at} role="columnheader" class={`cell ${column.kind}`} aria-colindex={at + 2}>
            {column.kind === 'environment' ? column.name : fill(words.edge, column)}
          </div>
        ))}
      </div>
    </div>
  );
}
