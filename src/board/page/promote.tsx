import { Component, createRef, type JSX } from 'preact';
import { mostAtOnce, type Outcome } from '../protocol/messages';
import type { PartProps } from './store';
import { candidatesOf, chosenOf, type Candidate } from './candidates';
import { focusGrid, isFocusLost } from './focus';
import { Icon } from '../../pages/page/icon';
import { PromoteRow } from './promoteRow';
import { fill } from './text';

/** The table for promoting many: choose, see what each brings, say yes once. */
export class PromoteScreen extends Component<PartProps> {
  private readonly title = createRef<HTMLHeadingElement>();

  override componentDidMount(): void {
    this.title.current?.focus();
  }

  /** A step that takes the button away which had the focus leads on from the title. */
  override componentDidUpdate(): void {
    if (isFocusLost()) this.title.current?.focus();
  }

  override render({ state, store }: PartProps): JSX.Element {
    const { words, chosen, outcomes } = state;
    const w = words.promote;
    const isReview = outcomes.size > 0;
    const all = candidatesOf(state.board);
    const shown = isReview ? state.reviewed : all;
    return (
      <main class="screen promote">
        <div class="promote-head">
          <button type="button" class="action" disabled={state.isBusy} onClick={() => this.back(isReview)}>
            <Icon name="arrow-left" />
            {w.back}
          </button>
          <h1 tabIndex={-1} ref={this.title}>
            {w.title}
          </h1>
        </div>
        {(!isReview || this.preparedEdges().length > 0) && <p>{isReview ? w.review : w.explain}</p>}
        <div class="steps">{isReview ? this.reviewSteps(shown) : this.chooseSteps(all)}</div>
        <p class="status" role="status">
          {this.statusText()}
        </p>
        <div class="table" tabIndex={0} role="region" aria-label={w.title}>
          <table>
            <thead>
              <tr>
                {(['chosen', 'service', 'path', 'waits', 'gates', 'outcome'] as const).map((name) => (
                  <th key={name} scope="col" class={`of-${name}`}>
                    {w.columns[name]}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.map((candidate) => (
                <PromoteRow
                  key={candidate.cell.id}
                  candidate={candidate}
                  outcome={outcomes.get(candidate.cell.id)}
                  isChosen={chosen.has(candidate.cell.id)}
                  isFixed={state.isBusy || isSettled(outcomes.get(candidate.cell.id))}
                  words={words}
                  store={store}
                />
              ))}
            </tbody>
          </table>
          {shown.length === 0 && <p class="empty">{w.nothing}</p>}
        </div>
      </main>
    );
  }

  private chooseSteps(all: readonly Candidate[]): JSX.Element {
    const { state, store } = this.props;
    const w = state.words.promote;
    const free = all.flatMap(({ cell }) => (cell.choice === 'free' ? [cell.id] : []));
    const edges = chosenOf(all, state.chosen);
    return (
      <>
        <button type="button" class="action" disabled={free.length === 0} onClick={() => store.choose(free, true)}>
          <Icon name="checklist" />
          {fill(w.allFree, { count: free.length })}
        </button>
        <button
          type="button"
          class="action"
          disabled={edges.length === 0}
          onClick={() => store.set({ chosen: new Set() })}
        >
          {w.none}
        </button>
        <button
          type="button"
          class="primary"
          disabled={edges.length === 0 || edges.length > mostAtOnce}
          onClick={() => store.say({ kind: 'prepare', edges })}
        >
          <Icon name="open-preview" />
          {fill(w.prepare, { count: edges.length })}
        </button>
        <button
          type="button"
          class="action"
          disabled={edges.length === 0 || edges.length > mostAtOnce}
          onClick={() => store.say({ kind: 'train', edges })}
        >
          <Icon name="rocket" />
          {fill(w.train, { count: edges.length })}
        </button>
        {edges.length > mostAtOnce && <span role="status">{fill(w.tooMany, { count: mostAtOnce })}</span>}
      </>
    );
  }

  /** @param shown what is not ticked before a person's eyes is not proposed */
  private reviewSteps(shown: readonly Candidate[]): JSX.Element | null {
    const { state, store } = this.props;
    const w = state.words.promote;
    const prepared = this.preparedEdges();
    const ticked = new Set(chosenOf(shown, state.chosen));
    const chosen = prepared.filter(({ edge }) => ticked.has(edge));
    if (state.isBusy) {
      return (
        // A key each: one that took the other's place would be pressed in its stead.
        <button key="stop" type="button" class="action" onClick={() => store.say({ kind: 'stop' })}>
          <Icon name="close" />
          {w.stop}
        </button>
      );
    }
    if (prepared.length === 0) return null;
    return (
      <button
        key="propose"
        type="button"
        class="primary"
        disabled={chosen.length === 0}
        onClick={() => store.say({ kind: 'propose', chosen })}
      >
        <Icon name="git-pull-request" />
        {fill(w.propose, { count: chosen.length })}
      </button>
    );
  }

  /** What may be said yes to, with the commit that is shown. */
  private preparedEdges(): readonly { readonly edge: string; readonly commit: string }[] {
    return [...this.props.state.outcomes.values()].flatMap((outcome) =>
      outcome.kind === 'prepared' ? [{ edge: outcome.edge, commit: outcome.commit }] : [],
    );
  }

  /** Of those that were said yes to; what was not ticked is none of them. */
  private statusText(): string {
    const { outcomes, words } = this.props.state;
    const kinds = [...outcomes.values()].map(({ kind }) => kind);
    const opened = kinds.filter((kind) => kind === 'opened').length;
    const all = kinds.filter((kind) => kind !== 'prepared').length;
    return opened === 0 ? '' : fill(words.promote.done, { opened, all });
  }

  /** From what was prepared to the board; nothing stays chosen once it is open. */
  private back(isReview: boolean): void {
    const { state, store } = this.props;
    const opened = [...state.outcomes.values()].flatMap(({ kind, edge }) => (kind === 'opened' ? [edge] : []));
    if (isReview) store.choose(opened, false);
    store.say({ kind: 'forget' });
    store.set({ screen: 'board', outcomes: new Map() });
    requestAnimationFrame(focusGrid);
  }
}

/** Nothing is left to say yes to. */
function isSettled(outcome: Outcome | undefined): boolean {
  return outcome !== undefined && outcome.kind !== 'prepared';
}
