import type { Board, RowSpoken } from '../protocol/board';
import type { Candidate } from './candidates';
import type { Details, Outcome, Place } from '../protocol/messages';
import type { BoardView } from '../protocol/view';
import type { PageWords } from '../protocol/words';

/** A cell of the grid by its line and its column; column 0 is the head of the row. */
export interface Active {
  readonly key: string;
  readonly column: number;
}

/** All that the page knows. Replaced as a whole, never changed. */
export interface State {
  readonly board: Board;
  /** The sentences of rows that were seen, by service. */
  readonly spoken: ReadonlyMap<string, RowSpoken>;
  readonly view: BoardView;
  readonly words: PageWords;
  readonly staleAfterMs: number;
  /** To say ages by; goes on by itself. */
  readonly now: number;
  readonly active: Active | undefined;
  readonly lookedAt: Place | undefined;
  readonly details: Details | null | undefined;
  readonly chosen: ReadonlySet<string>;
  readonly screen: 'board' | 'promote';
  readonly outcomes: ReadonlyMap<string, Outcome>;
  /** The paths that outcomes are of. */
  readonly reviewed: readonly Candidate[];
  readonly isBusy: boolean;
}
