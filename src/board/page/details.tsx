import { Component, createRef, type JSX } from 'preact';
import type { Action, DetailLine, Details } from '../protocol/messages';
import type { PartProps } from './store';
import { focusGrid } from './focus';
import { Icon } from '../../pages/page/icon';

/** All that is known of what is looked at, and what can be done there. */
export class DetailsRegion extends Component<PartProps> {
  private readonly close = createRef<HTMLButtonElement>();

  override render({ state }: PartProps): JSX.Element {
    const { details, words } = state;
    return (
      <aside class="details" aria-label={words.details} onKeyDown={(event) => this.key(event)}>
        <div class="details-head">
          <h2 class="cut" title={details?.title}>
            {details === null ? words.gone : (details?.title ?? words.loading)}
          </h2>
          <button type="button" ref={this.close} class="plain" aria-label={words.close} onClick={() => this.leave()}>
            <Icon name="close" />
          </button>
        </div>
        {details && <Told details={details} words={words} act={(action) => this.act(details, action)} />}
      </aside>
    );
  }

  private act({ at }: Details, { id, number }: Action): void {
    this.props.store.say({ kind: 'act', action: id, at, ...(number === undefined ? {} : { number }) });
  }

  private key(event: KeyboardEvent): void {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    this.leave();
  }

  /** Back to where the person came from. */
  private leave(): void {
    this.props.store.look(undefined);
    focusGrid();
  }
}

interface ToldProps {
  readonly details: Details;
  readonly words: PartProps['state']['words'];
  readonly act: (action: Action) => void;
}

function Told({ details, words, act }: ToldProps): JSX.Element {
  return (
    <div class="told" tabIndex={0} role="group" aria-label={details.title}>
      {details.subtitle !== '' && <p class="subtitle">{details.subtitle}</p>}
      <div class="actions" role="group" aria-label={words.actions}>
        {details.actions.map((action) => (
          <button key={`${action.id}${action.number ?? ''}`} type="button" class="action" onClick={() => act(action)}>
            <Icon name={action.icon} />
            {action.title}
          </button>
        ))}
      </div>
      <Lines lines={details.facts} act={act} />
      {details.sections.map(({ title, lines }) => (
        <section key={title}>
          <h3>{title}</h3>
          <Lines lines={lines} act={act} />
        </section>
      ))}
    </div>
  );
}

function Lines({ lines, act }: { readonly lines: readonly DetailLine[]; readonly act: ToldProps['act'] }): JSX.Element {
  return (
    <ul class="lines">
      {lines.map((line, at) => (
        <li key={at}>
          <Icon name={line.icon} tone={line.tone} />
          <span class="line">
            {line.label}
            {line.seen !== undefined && <span class="seen"> {line.seen}</span>}
          </span>
          <LineAction action={line.action} act={act} />
        </li>
      ))}
    </ul>
  );
}

function LineAction({ action, act }: { readonly action: Action | undefined; readonly act: ToldProps['act'] }) {
  if (!action) return null;
  return (
    <button type="button" class="plain" aria-label={action.title} title={action.title} onClick={() => act(action)}>
      <Icon name={action.icon} />
    </button>
  );
}
