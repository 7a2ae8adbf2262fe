import type { Board, Look, RowSpoken } from './board';
import type { Change } from './differences';
import type { PageWords } from './words';
import type { BoardView } from './view';

/** What the page is told. It asks nobody else. */
export type ToPage =
  | {
      readonly kind: 'board';
      readonly board: Board;
      readonly view: BoardView;
      readonly words: PageWords;
      /** A fact older than this, in ms, is stale. */
      readonly staleAfterMs: number;
    }
  | { readonly kind: 'changes'; readonly changes: readonly Change[] }
  | { readonly kind: 'spoken'; readonly rows: readonly RowSpoken[] }
  | { readonly kind: 'details'; readonly details: Details | null }
  /** Shows the table for promoting many, with those of these edges chosen that nobody need look at first. */
  | { readonly kind: 'choose'; readonly edges: readonly string[] }
  /** How those stand that have changed; `isWhole`: all there are, and whatever else was told is not there any more. */
  | {
      readonly kind: 'outcomes';
      readonly outcomes: readonly Outcome[];
      readonly isWhole: boolean;
      readonly isBusy: boolean;
    };

/** How many promotions are prepared and opened together at most: a person has to be able to see what they say yes to. */
export const mostAtOnce = 200;

/** What is shown of one that was prepared or opened: the whole of it, its pull request, or what helps where it failed. */
export const shownParts = ['preview', 'pullRequest', 'remedy'] as const;

/** What the page says. The host believes none of it before it has held it against its own. */
export type FromPage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'view'; readonly view: BoardView }
  /** Rows of these services have come into view. */
  | { readonly kind: 'seen'; readonly services: readonly string[] }
  /** A service, a cell or an edge by its id; nothing: no details are shown any more. */
  | { readonly kind: 'look'; readonly at: Place | null }
  | { readonly kind: 'act'; readonly action: string; readonly at: Place; readonly number?: number }
  | { readonly kind: 'prepare'; readonly edges: readonly string[] }
  /** Opens what was prepared, each with the commit that the person was shown. */
  | { readonly kind: 'propose'; readonly chosen: readonly { readonly edge: string; readonly commit: string }[] }
  /** These go together, as a release train. */
  | { readonly kind: 'train'; readonly edges: readonly string[] }
  | { readonly kind: 'stop' }
  /** The table was left: what was prepared is not needed any more. */
  | { readonly kind: 'forget' }
  | { readonly kind: 'show'; readonly edge: string; readonly part: (typeof shownParts)[number] };

/** What details and actions are about. */
export interface Place {
  readonly kind: 'service' | 'cell' | 'edge';
  readonly id: string;
}

/** All that is known of one place, and what can be done there. */
export interface Details {
  readonly at: Place;
  readonly title: string;
  /** Below the title: a branch, a path. */
  readonly subtitle: string;
  readonly facts: readonly DetailLine[];
  readonly sections: readonly { readonly title: string; readonly lines: readonly DetailLine[] }[];
  readonly actions: readonly Action[];
}

/** A sentence, with when and where that was seen. */
export interface DetailLine extends Look {
  readonly seen?: string;
  readonly action?: Action;
}

export interface Action {
  /** A command of ours. */
  readonly id: string;
  readonly title: string;
  readonly icon: string;
  /** A pull request that it is about. */
  readonly number?: number;
}

/** How it stands with one edge of those that were chosen. */
export type Outcome =
  | { readonly kind: 'waits' | 'preparing' | 'opening'; readonly edge: string }
  | {
      readonly kind: 'prepared';
      readonly edge: string;
      /** The commit that would be proposed: whoever says yes to it says yes to this one alone. */
      readonly commit: string;
      readonly title: string;
      /** What it brings, item by item. */
      readonly brings: readonly string[];
      /** How many more items there are. */
      readonly more: number;
      /** Repository, head and base. */
      readonly way: string;
      /** What a person should know before: gates that have not passed, an open pull request that takes it. */
      readonly notes: readonly Look[];
    }
  | {
      readonly kind: 'refused' | 'failed' | 'stopped';
      readonly edge: string;
      readonly said: string;
      /** What a person can do about it: the title of a button. */
      readonly remedy?: string;
    }
  | { readonly kind: 'opened'; readonly edge: string; readonly said: string; readonly number: number };
