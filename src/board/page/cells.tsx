import { Component, type JSX } from 'preact';
import type { BoardCell, EdgeCell, EnvironmentCell, RowHead } from '../protocol/board';
import type { PageWords } from '../protocol/words';
import { Icon } from '../../pages/page/icon';
import { Said } from './look';
import { agoText } from './text';

/** What a cell is drawn from: it is drawn anew when one of these is another, and not otherwise. */
export interface CellProps {
  readonly id: string;
  readonly of: BoardCell | RowHead | null;
  readonly spoken: string;
  /** From 1, the head of the row. */
  readonly column: number;
  readonly isActive: boolean;
  readonly isChosen: boolean;
  readonly isLookedAt: boolean;
  readonly words: PageWords;
  /** Changes with the minute: ages are drawn by it. */
  readonly now: number;
  readonly staleAfterMs: number;
}

/**
 * One cell of the grid. Its title is its name as well, since all that is in it is hidden from whoever hears it: a text of its own for
 * that would be laid out and painted, and a label has to begin with what is seen. The head of a row needs one.
 */
export class Cell extends Component<CellProps> {
  override shouldComponentUpdate(next: CellProps): boolean {
    return (Object.keys(next) as (keyof CellProps)[]).some((key) => next[key] !== this.props[key]);
  }

  override render({
    id,
    of,
    spoken: said,
    column,
    isActive,
    isChosen,
    isLookedAt,
    words,
    now,
    staleAfterMs,
  }: CellProps): JSX.Element {
    const common = {
      id,
      'aria-colindex': column,
      'data-column': column,
      tabIndex: isActive ? 0 : -1,
    };
    const looked = isLookedAt ? 'looked-at' : '';
    if (of === null) return <div role="gridcell" class="cell absent" aria-label={words.absent} {...common} />;
    if (!('kind' in of)) {
      return (
        <div role="rowheader" class={`cell head ${looked}`} title={said} {...common}>
          <span class="spoken">{said}</span>
          <Head head={of} />
        </div>
      );
    }
    const age = of.kind === 'environment' ? ageOfCell(of, { words, now, staleAfterMs }) : undefined;
    const spoken = [said, age?.spoken ?? ''].join(' ').trim();
    const choosable = of.kind === 'edge' && of.choice !== 'none' ? { 'aria-selected': isChosen } : {};
    return (
      <div role="gridcell" class={`cell ${of.kind} ${looked}`} title={spoken} {...choosable} {...common}>
        {of.kind === 'environment' ? <Environment cell={of} age={age} /> : <Edge cell={of} isChosen={isChosen} />}
      </div>
    );
  }
}

function Head({ head }: { readonly head: RowHead }): JSX.Element {
  return (
    <>
      <span class="first" aria-hidden="true">
        <Icon name={head.look.icon} tone={head.look.tone} />
        <span class="name">{head.service}</span>
      </span>
      <span class="second" aria-hidden="true">
        {head.words}
      </span>
    </>
  );
}

interface CellAge {
  readonly shown: string;
  readonly spoken: string;
  readonly isStale: boolean;
}

function ageOfCell(
  { changedAt, seenAt, staleAfterMs: own }: EnvironmentCell,
  { words, now, staleAfterMs }: Pick<CellProps, 'words' | 'now' | 'staleAfterMs'>,
): CellAge | undefined {
  if (seenAt !== undefined && now - seenAt > (own ?? staleAfterMs)) {
    const shown = words.asOf.replace('{age}', agoText(seenAt, now, words));
    return { shown, spoken: `${shown}.`, isStale: true };
  }
  if (changedAt === undefined) return undefined;
  const shown = agoText(changedAt, now, words);
  return { shown, spoken: `${shown}.`, isStale: false };
}

interface EnvironmentProps {
  readonly cell: EnvironmentCell;
  readonly age: CellAge | undefined;
}

function Environment({ cell, age }: EnvironmentProps): JSX.Element {
  const { look, version, basis, subject, facts } = cell;
  return (
    <>
      <span class="first" aria-hidden="true">
        <span class="runs">
          <Icon name={look.icon} tone={look.tone} />
          {basis === 'branch' && <Icon name="git-branch" tone="unknown" />}
          {basis === 'ran' && <Icon name="history" tone="unknown" />}
          <span class={`version basis-${basis}`}>{basis === 'unknown' ? look.label : version}</span>
        </span>
        <span class={`age ${age?.isStale ? 'stale' : ''}`}>{age?.shown}</span>
      </span>
      <span class="second" aria-hidden="true">
        {facts.map((fact, at) => (
          <Icon key={at} name={fact.icon} tone={fact.tone} />
        ))}
        <span class={cell.words === '' ? 'subject' : 'asks'}>{cell.words === '' ? subject : cell.words}</span>
      </span>
    </>
  );
}

function Edge({ cell, isChosen }: { readonly cell: EdgeCell; readonly isChosen: boolean }): JSX.Element {
  const { look, open, gates, choice } = cell;
  return (
    <>
      <span class="first" aria-hidden="true">
        {choice !== 'none' && (
          <span class={`box ${isChosen ? 'chosen' : ''}`}>{isChosen && <Icon name="check" />}</span>
        )}
        <Said look={look} class={`tone-text-${look.tone}`} />
      </span>
      <span class="second" aria-hidden="true">
        {open !== '' && (
          <span class="open">
            <Icon name="git-pull-request" tone="notice" />
            {open}
          </span>
        )}
        {gates && <Said look={gates} class="gates" />}
      </span>
    </>
  );
}
