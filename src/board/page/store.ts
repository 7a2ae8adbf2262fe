import type { RowSpoken } from '../protocol/board';
import { applied } from '../protocol/differences';
import type { FromPage, Outcome, Place, ToPage } from '../protocol/messages';
import type { BoardView } from '../protocol/view';
import { reviewedOf, type Candidate } from './candidates';
import type { Kept } from './kept';
import type { State } from './state';

/** The one state of the page, and whom to tell of it. */
export class Store {
  private current: State | undefined;
  private isDrawing = false;

  constructor(
    private readonly post: (message: FromPage) => void,
    private readonly draw: (state: State) => void,
    /** What the page knew when it was thrown away the last time. */
    private readonly before: Partial<Kept> = {},
    /** Keeps what is to be found again. */
    private readonly keep: (kept: Kept) => void = () => undefined,
  ) {}

  get state(): State | undefined {
    return this.current;
  }

  say(message: FromPage): void {
    this.post(message);
  }

  set(part: Partial<State>): void {
    if (this.current) this.replace({ ...this.current, ...part });
  }

  /** With the rows of what is reviewed, by the board as it is now. */
  private setReview(part: Partial<Pick<State, 'board' | 'outcomes' | 'isBusy'>>): void {
    if (!this.current) return;
    const next = { ...this.current, ...part };
    this.replace({ ...next, reviewed: reviewedOf(next.board, next.outcomes, next.reviewed) });
  }

  setView(part: Partial<BoardView>): void {
    if (!this.current) return;
    const view = { ...this.current.view, ...part };
    this.set({ view });
    this.say({ kind: 'view', view });
  }

  look(at: Place | undefined): void {
    this.set({ lookedAt: at, ...(at ? {} : { details: undefined }) });
    this.say({ kind: 'look', at: at ?? null });
  }

  choose(edges: readonly string[], isChosen: boolean): void {
    const chosen = new Set(this.current?.chosen);
    for (const edge of edges) {
      if (isChosen) chosen.add(edge);
      else chosen.delete(edge);
    }
    this.set({ chosen });
  }

  hear(message: ToPage): void {
    switch (message.kind) {
      case 'board': {
        const { board, view, words, staleAfterMs } = message;
        const old = this.current ?? { ...nothingYet, ...this.before };
        if (!this.current && old.lookedAt) this.say({ kind: 'look', at: old.lookedAt });
        const reviewed = reviewedOf(board, old.outcomes, old.reviewed);
        this.replace({ ...old, reviewed, board, view, words, staleAfterMs, now: Date.now() });
        return;
      }
      case 'changes':
        if (this.current) this.setReview({ board: applied(this.current.board, message.changes) });
        return;
      case 'spoken': {
        const spoken = new Map(this.current?.spoken);
        for (const row of message.rows) spoken.set(row.service, row);
        this.set({ spoken });
        return;
      }
      case 'details':
        if (this.current?.lookedAt) this.set({ details: message.details });
        return;
      case 'choose':
        // What is under way stays in view: it was said yes to.
        if (this.current?.isBusy) this.set({ screen: 'promote' });
        else this.set({ screen: 'promote', outcomes: new Map(), chosen: this.free(message.edges) });
        return;
      case 'outcomes': {
        const outcomes = new Map(message.isWhole ? [] : this.current?.outcomes);
        for (const outcome of message.outcomes) outcomes.set(outcome.edge, outcome);
        this.setReview({ outcomes, isBusy: message.isBusy });
        return;
      }
    }
  }

  /** Those of them that a person need not look at first. */
  private free(edges: readonly string[]): ReadonlySet<string> {
    const cells = this.current?.board.rows.flatMap((row) => row.cells) ?? [];
    const free = cells.flatMap((cell) => (cell?.kind === 'edge' && cell.choice === 'free' ? [cell.id] : []));
    return new Set(free.filter((id) => edges.includes(id)));
  }

  /** Several changes of a turn are drawn once. */
  private replace(next: State): void {
    const old = this.current;
    this.current = next;
    if (old && keptParts.some((part) => old[part] !== next[part])) this.keep(next);
    if (this.isDrawing) return;
    this.isDrawing = true;
    queueMicrotask(() => {
      this.isDrawing = false;
      if (this.current) this.draw(this.current);
    });
  }
}

const keptParts = ['screen', 'active', 'lookedAt', 'chosen'] as const;

const nothingYet = {
  spoken: new Map<string, RowSpoken>(),
  active: undefined,
  lookedAt: undefined,
  details: undefined,
  chosen: new Set<string>(),
  screen: 'board',
  outcomes: new Map<string, Outcome>(),
  reviewed: [] as readonly Candidate[],
  isBusy: false,
} as const;

/** What every part of the page is given. */
export interface PartProps {
  readonly state: State;
  readonly store: Store;
}
