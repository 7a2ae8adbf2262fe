import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { TimelineScreen } from '../protocol/timeline';
import { DeploymentTable } from './deploymentTable';
import type { Say } from './say';

interface TableProps {
  readonly screen: TimelineScreen;
  readonly chosen: string | undefined;
  readonly say: Say;
}

/** So many rows are drawn at first, and more when they are asked for. */
const pageSize = 200;

/** The deployments of a timeline as a table. */
export function Table({ screen, chosen, say }: TableProps): JSX.Element {
  const { columns, words } = screen;
  const [most, draw] = useState(pageSize);
  const rows = screen.rows.slice(0, most);
  const left = screen.rows.length - rows.length;
  return (
    <DeploymentTable columns={columns} rows={rows} chosen={chosen} words={words} say={say}>
      {left > 0 && (
        <button type="button" class="more secondary" onClick={() => draw(most + pageSize)}>
          {words.more} ({left})
        </button>
      )}
    </DeploymentTable>
  );
}
