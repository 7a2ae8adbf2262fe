import { Component, createRef, type JSX } from 'preact';
import type { BoardColumn } from '../protocol/board';
import type { Place } from '../protocol/messages';
import { arranged, type GroupName, type Line } from '../protocol/view';
import type { Active } from './state';
import type { PartProps } from './store';
import { GridHead } from './gridHead';
import { moved, pageOf } from '../protocol/keys';
import { Slots } from '../protocol/slots';
import { cellDomId, Row } from './row';
import { SpokenRows } from './spoken';
import { fill } from './text';

/** Lines that are drawn above and below what is seen, so that scrolling finds them there. */
const overscan = 4;
/** Sentences are asked for once scrolling has come to rest. */
const restMs = 80;
/** Heights in lines of text. */
const linesOf = { comfortable: 3.6, compact: 2.1 };
const groupLines = 2.3;

interface GridState {
  readonly top: number;
  readonly height: number;
  /** Not all columns fit beside each other. */
  readonly isWide: boolean;
}

/** Services × environments. Only the lines that are seen are there; the one that keys move from is there always. */
export class Grid extends Component<PartProps, GridState> {
  override state: GridState = { top: 0, height: window.innerHeight, isWide: false };
  private readonly scroller = createRef<HTMLDivElement>();
  private readonly sizes = new ResizeObserver(() => this.measure());
  private readonly slots = new Slots();
  private readonly sentences = new SpokenRows((services) => this.props.store.say({ kind: 'seen', services }));
  private resting: ReturnType<typeof setTimeout> | undefined;
  private lines: readonly Line[] = [];
  private places: ReadonlyMap<string, number> = new Map();
  private tops: readonly number[] = [];
  private made: readonly unknown[] = [];
  private fontPx = 13;
  private wantsFocus = false;

  override componentDidMount(): void {
    if (!this.scroller.current) return;
    this.fontPx = Number.parseFloat(getComputedStyle(this.scroller.current).fontSize) || this.fontPx;
    this.sizes.observe(this.scroller.current);
    this.measure();
    const { active, spoken } = this.props.state;
    if (active) this.reveal(this.places.get(active.key) ?? 0);
    this.sentences.seen(this.services(), spoken);
  }

  override componentWillUnmount(): void {
    this.sizes.disconnect();
    clearTimeout(this.resting);
  }

  override componentDidUpdate(before: PartProps): void {
    if (before.state.board.columns !== this.props.state.board.columns) this.measure();
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.sentences.seen(this.services(), this.props.state.spoken), restMs);
    if (!this.wantsFocus) return;
    this.wantsFocus = false;
    const active = this.active();
    const cell = document.getElementById(cellDomId(active?.key ?? '', active?.column ?? 0));
    cell?.focus({ preventScroll: true });
    cell?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  override render({ state }: PartProps, { top, height, isWide }: GridState): JSX.Element {
    this.arrange();
    const { board, words } = state;
    const active = this.active();
    const seen = this.seen(top, height, active?.key);
    const rows = this.rows(seen, active);
    const groups = seen.flatMap((at) => this.group(at, active?.key === this.lines[at]?.key));
    const style = { '--template': templateOf(board.columns), '--least': `${leastEm(board.columns)}em` };
    return (
      <div
        class={isWide ? 'grid wide' : 'grid'}
        role="grid"
        aria-label={words.board}
        aria-multiselectable="true"
        aria-rowcount={this.lines.length + 1}
        aria-colcount={board.columns.length + 1}
        ref={this.scroller}
        style={style}
        onScroll={({ currentTarget }) => this.setState({ top: currentTarget.scrollTop })}
        onFocusIn={({ target }) => this.focused(target)}
        onKeyDown={(event) => this.key(event)}
        onClick={(event) => this.click(event)}
      >
        <GridHead columns={board.columns} words={words} shown={this.shownText()} />
        <div
          class="lines"
          role="rowgroup"
          aria-owns={seen.map((at) => this.idOf(at)).join(' ')}
          style={{ height: `${this.bottom()}px` }}
        >
          {rows}
          {groups}
        </div>
        {this.lines.length === 0 && this.empty()}
      </div>
    );
  }

  /**
   * The rows of these lines in the order of their elements, which are moved by none: in what order they stand tells
   * `aria-owns`.
   */
  private rows(seen: readonly number[], active: Active | undefined): readonly JSX.Element[] {
    const { chosen, words, now, staleAfterMs, lookedAt, spoken } = this.props.state;
    const lines = seen.flatMap((at) => {
      const line = this.lines[at];
      return line?.kind === 'row' ? [{ line, at }] : [];
    });
    const slots = this.slots.assign(lines.map(({ line }) => line.key));
    const slotOf = ({ line }: (typeof lines)[number]) => slots.get(line.key) ?? 0;
    return lines
      .sort((one, other) => slotOf(one) - slotOf(other))
      .map(({ line, at }) => {
        const { row, key } = line;
        return (
          <Row
            key={slots.get(key)}
            id={this.idOf(at)}
            row={row}
            lineKey={key}
            index={at + 2}
            topPx={this.tops[at] ?? 0}
            heightPx={this.heightOf(line)}
            active={active?.key === key ? active.column : undefined}
            lookedAt={lookedAt && isOf(lookedAt, row.head.service) ? lookedAt.id : undefined}
            spoken={spoken.get(row.head.service)}
            chosen={chosen}
            words={words}
            now={now}
            staleAfterMs={staleAfterMs}
          />
        );
      });
  }

  private idOf(at: number): string {
    return `line-${at}`;
  }

  /** Those whose rows are drawn now. */
  private services(): readonly string[] {
    const { top, height } = this.state;
    return this.seen(top, height, this.active()?.key).flatMap((at) => {
      const line = this.lines[at];
      return line?.kind === 'row' ? [line.row.head.service] : [];
    });
  }

  private empty(): JSX.Element {
    const { state, store } = this.props;
    const isFiltered = state.board.rows.length > 0;
    return (
      <div class="empty" role="row">
        <div role="gridcell" aria-colspan={state.board.columns.length + 1}>
          <p>{isFiltered ? state.words.nothingFits : state.words.nothingYet}</p>
          {isFiltered && (
            <button type="button" class="action" onClick={() => store.setView({ text: '', states: [] })}>
              {state.words.clear}
            </button>
          )}
        </div>
      </div>
    );
  }

  private group(at: number, isActive: boolean): readonly JSX.Element[] {
    const { words, board } = this.props.state;
    const line = this.lines[at];
    if (line?.kind !== 'group') return [];
    return [
      <div
        key={line.key}
        id={this.idOf(at)}
        role="row"
        class="row group"
        aria-rowindex={at + 2}
        data-key={line.key}
        style={{ top: `${this.tops[at] ?? 0}px`, height: `${this.heightOf(line)}px` }}
      >
        <div
          role="rowheader"
          class="cell"
          id={cellDomId(line.key, 0)}
          data-column={1}
          aria-colindex={1}
          aria-colspan={board.columns.length + 1}
          tabIndex={isActive ? 0 : -1}
        >
          {groupText(line.name, words)} <span class="count">{line.count}</span>
        </div>
      </div>,
    ];
  }

  /** Only where the rows, the view or the look of a line are others. */
  private arrange(): void {
    const { board, view } = this.props.state;
    const of = [board.rows, view, this.fontPx];
    if (of.every((one, at) => one === this.made[at])) return;
    this.made = of;
    this.lines = arranged(board.rows, view);
    this.places = new Map(this.lines.map(({ key }, at) => [key, at]));
    let top = 0;
    this.tops = this.lines.map((line) => {
      const own = top;
      top += this.heightOf(line);
      return own;
    });
  }

  private heightOf({ kind }: Line): number {
    const { density } = this.props.state.view;
    return Math.round(this.fontPx * (kind === 'group' ? groupLines : linesOf[density]));
  }

  private bottom(): number {
    const last = this.lines.at(-1);
    return last ? (this.tops.at(-1) ?? 0) + this.heightOf(last) : 0;
  }

  /** The places of the lines to draw. */
  private seen(top: number, height: number, active: string | undefined): readonly number[] {
    const from = Math.max(0, firstBelow(this.tops, top) - 1 - overscan);
    const to = Math.min(this.lines.length, firstBelow(this.tops, top + height) + overscan);
    const seen = Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at);
    const at = this.placeOfKey(active);
    return at < 0 || (at >= from && at < to) ? seen : at < from ? [at, ...seen] : [...seen, at];
  }

  private placeOfKey(key: string | undefined): number {
    return (key === undefined ? undefined : this.places.get(key)) ?? -1;
  }

  /** Where keys move from: the first line where the one that was left is not there any more. */
  private active() {
    const { active } = this.props.state;
    if (active && this.places.has(active.key)) return active;
    const [first] = this.lines;
    return first && { key: first.key, column: 0 };
  }

  private key(event: KeyboardEvent): void {
    const active = this.active();
    if (!active || event.altKey || event.metaKey) return;
    const at = this.placeOfKey(active.key);
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      if (event.key === 'Enter') this.look(at, active.column, true);
      else this.toggle(at, active.column);
      return;
    }
    if (event.key === 'Escape' && this.props.state.lookedAt) {
      this.props.store.look(undefined);
      return;
    }
    const size = { lines: this.lines.length, columns: this.props.state.board.columns.length + 1 };
    const page = pageOf(this.state.height, this.fontPx * linesOf[this.props.state.view.density]);
    const next = moved({ line: at, column: active.column }, event, size, page);
    if (!next) return;
    event.preventDefault();
    this.go(next.line, next.column);
  }

  private go(at: number, column: number): void {
    const line = this.lines[at];
    if (!line) return;
    this.wantsFocus = true;
    this.props.store.set({ active: { key: line.key, column: line.kind === 'group' ? 0 : column } });
    this.reveal(at);
    if (this.props.state.lookedAt && line.kind === 'row') this.look(at, column, false);
  }

  /** Whatever brought the focus there, keys go on from it. */
  private focused(target: EventTarget | null): void {
    const next = activeAt(target);
    const active = this.active();
    if (next && (next.key !== active?.key || next.column !== active.column)) this.props.store.set({ active: next });
  }

  private click(event: MouseEvent): void {
    const next = activeAt(event.target);
    if (!next) return;
    const { key, column } = next;
    const at = this.placeOfKey(key);
    this.wantsFocus = true;
    this.props.store.set({ active: next });
    const isBox = event.target instanceof Element && event.target.closest('.box') !== null;
    if (isBox) this.toggle(at, column);
    else this.look(at, column, false);
  }

  private look(at: number, column: number, goesThere: boolean): void {
    const place = this.placeOf(at, column);
    if (!place) return;
    this.props.store.look(place);
    if (goesThere) requestAnimationFrame(() => document.querySelector<HTMLElement>('.details button')?.focus());
  }

  /** What may be promoted with others: of an edge itself, of the head of a row all that may go of that service. */
  private toggle(at: number, column: number): void {
    const line = this.lines[at];
    if (line?.kind !== 'row') return;
    const { chosen } = this.props.state;
    const cells = column === 0 ? line.row.cells : [line.row.cells[column - 1] ?? null];
    const edges = cells.flatMap((cell) =>
      cell?.kind === 'edge' && (cell.choice === 'free' || (cell.choice === 'asks' && column > 0)) ? [cell.id] : [],
    );
    this.props.store.choose(edges, !edges.every((edge) => chosen.has(edge)));
  }

  private placeOf(at: number, column: number): Place | undefined {
    const line = this.lines[at];
    if (line?.kind !== 'row') return undefined;
    if (column === 0) return { kind: 'service', id: line.row.head.service };
    const cell = line.row.cells[column - 1];
    return cell ? { kind: cell.kind === 'edge' ? 'edge' : 'cell', id: cell.id } : undefined;
  }

  /** Scrolls as little as is needed for a line to be seen below the head of the columns. */
  private reveal(at: number): void {
    const scroller = this.scroller.current;
    const line = this.lines[at];
    if (!scroller || !line) return;
    const head = scroller.querySelector<HTMLElement>('.columns')?.offsetHeight ?? 0;
    const top = this.tops[at] ?? 0;
    const below = top + this.heightOf(line) + head - scroller.clientHeight;
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (below > scroller.scrollTop) scroller.scrollTop = below;
  }

  private measure(): void {
    const { clientHeight: height = 0, clientWidth: width = 0 } = this.scroller.current ?? {};
    const isWide = leastEm(this.props.state.board.columns) * this.fontPx > width;
    if (height !== this.state.height || isWide !== this.state.isWide) this.setState({ height, isWide });
  }

  private shownText(): string {
    const { board, words } = this.props.state;
    const shown = this.lines.filter(({ kind }) => kind === 'row').length;
    return fill(words.shown, { shown, all: board.rows.length });
  }
}

/** The cell that an element is in. */
function activeAt(target: EventTarget | null): Active | undefined {
  const cell = target instanceof Element ? target.closest<HTMLElement>('[data-column]') : null;
  const key = cell?.closest<HTMLElement>('[data-key]')?.dataset['key'];
  return cell && key !== undefined ? { key, column: Number(cell.dataset['column']) - 1 } : undefined;
}

function groupText(name: GroupName, words: PartProps['state']['words']): string {
  if (name.kind === 'state') return words.states[name.state];
  if (name.name !== '') return name.name;
  return name.kind === 'owner' ? words.noOwner : words.noLabel;
}

function isOf({ id }: Place, service: string): boolean {
  return id === service || id.startsWith(`${service}/`);
}

/** The first line that begins below a height, by halves. */
function firstBelow(tops: readonly number[], height: number): number {
  let [low, high] = [0, tops.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tops[middle] ?? 0) < height) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The widths of the columns, the same in each row: what belongs to an environment may grow, what lies between does not. */
function templateOf(columns: readonly BoardColumn[]): string {
  const own = columns.map(({ kind }) => (kind === 'edge' ? '10.5em' : 'minmax(13em, 1fr)'));
  return ['minmax(14em, 1.1fr)', ...own].join(' ');
}

function leastEm(columns: readonly BoardColumn[]): number {
  return columns.reduce((sum, { kind }) => sum + (kind === 'edge' ? 10.5 : 13), 14);
}
