import type { JSX } from 'preact';
import { DetailsRegion } from './details';
import { Grid } from './grid';
import { PromoteScreen } from './promote';
import { Problems } from './problems';
import type { PartProps } from './store';
import { Toolbar } from './toolbar';

/** The page: the board with the details of what is looked at, or the table for promoting many. */
export function App(props: PartProps): JSX.Element {
  const { state } = props;
  if (state.screen === 'promote') return <PromoteScreen {...props} />;
  return (
    <main class={`screen board density-${state.view.density} ${state.lookedAt ? 'with-details' : ''}`}>
      <h1 class="spoken">{state.words.board}</h1>
      <Toolbar {...props} />
      <Problems problems={state.board.problems} />
      <div class="body">
        <Grid {...props} />
        {state.lookedAt && <DetailsRegion {...props} />}
      </div>
    </main>
  );
}
