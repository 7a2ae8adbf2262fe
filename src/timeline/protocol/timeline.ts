import type { Offer, Said } from '../../pages/protocol/said';

/** The form of a mark: what kind of deployment it is, beside its letter. */
export type Shape = 'round' | 'square' | 'diamond' | 'left' | 'cut';

/** Something that can be chosen among others. */
export interface Choice {
  readonly id: string;
  readonly label: string;
  readonly isOn: boolean;
}

/** One deployment on a lane. */
export interface Mark {
  readonly id: string;
  /** From 0, where the lane begins, to 1. */
  readonly at: number;
  /** Where others stand close by: how far below the first it is drawn. */
  readonly level: number;
  readonly letter: string;
  readonly shape: Shape;
  /** When it came here is written nowhere: it stands where its commit was made. */
  readonly isUndated: boolean;
  readonly verdict: Said;
  readonly spoken: string;
}

/** The deployments of one environment over time. */
export interface Lane {
  readonly id: string;
  readonly label: string;
  readonly levels: number;
  readonly marks: readonly Mark[];
}

/** The same deployments as a table; `id` is that of the mark. */
export interface Row {
  readonly id: string;
  readonly cells: readonly Said[];
}

/** What is told of the one that is chosen. */
export interface Details {
  /** Whose they are. */
  readonly id: string;
  readonly headline: string;
  readonly lines: readonly Said[];
  readonly offers: readonly Offer[];
}

/** What stood in one place at an instant; nothing can be done to it. */
export interface ThenCell {
  readonly id: string;
  readonly main: Said;
  readonly more: string;
  readonly spoken: string;
}

/** What changed in one place between two instants. */
export interface ChangePart {
  readonly id: string;
  readonly headline: string;
  readonly lines: readonly Said[];
  readonly offers: readonly Offer[];
}

/** Deployments over time. */
export interface TimelineScreen {
  readonly kind: 'timeline';
  readonly headline: string;
  readonly ranges: readonly Choice[];
  readonly environments: readonly Choice[];
  readonly services: readonly Choice[];
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
  readonly lanes: readonly Lane[];
  readonly legend: readonly { readonly letter: string; readonly shape: Shape; readonly label: string }[];
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  /** What was left out, and what is not known. */
  readonly notes: readonly Said[];
  readonly words: Readonly<
    Record<
      | 'range'
      | 'environment'
      | 'service'
      | 'lanes'
      | 'table'
      | 'notes'
      | 'details'
      | 'close'
      | 'none'
      | 'legend'
      | 'undated'
      | 'more',
      string
    >
  >;
}

/** The fleet as it was. */
export interface ThenScreen {
  readonly kind: 'then';
  readonly headline: string;
  /** Says that this is the past. */
  readonly mark: string;
  readonly offers: readonly Offer[];
  /** The first is that of the services. */
  readonly columns: readonly string[];
  readonly rows: readonly { readonly service: string; readonly cells: readonly (ThenCell | null)[] }[];
  readonly changes?: {
    readonly headline: string;
    readonly parts: readonly ChangePart[];
    readonly none: string;
    /** How many parts are not told; empty where all are. */
    readonly left: string;
  };
  readonly notes: readonly Said[];
  readonly words: Readonly<Record<'table' | 'notes' | 'details' | 'close' | 'none', string>>;
}

/** A deployment among those that are searched. */
export interface SearchedRow extends Row {
  /** Asked about, or one that may have broken it: the row is drawn as such, and a cell says so. */
  readonly state: 'asked' | 'suspect' | 'plain';
}

/** The one that is looked at: what is told of it, what it changed, and what can be said and done. */
export interface LookedAtDeployment {
  readonly id: string;
  readonly headline: string;
  readonly lines: readonly Said[];
  readonly changed: { readonly headline: string; readonly lines: readonly Said[] };
  /** What can be answered. */
  readonly answers: readonly Offer[];
  /** What can be looked at, and the ways back. */
  readonly offers: readonly Offer[];
}

/** Which deployment broke it. */
export interface BisectScreen {
  readonly kind: 'bisect';
  readonly headline: string;
  /** How it stands; `title` is another whenever something else is to be done. */
  readonly standing: { readonly title: Said; readonly lines: readonly Said[] };
  readonly looked?: LookedAtDeployment;
  /** What can be done with the search. */
  readonly offers: readonly Offer[];
  readonly columns: readonly string[];
  readonly rows: readonly SearchedRow[];
  readonly notes: readonly Said[];
  readonly words: Readonly<
    Record<'answers' | 'search' | 'looked' | 'rows' | 'table' | 'notes' | 'details' | 'close' | 'none', string>
  >;
}

export type Screen = TimelineScreen | ThenScreen | BisectScreen;

/** What the page is told. `busy` is empty when nothing is under way. */
export type ToPage =
  | { readonly kind: 'screen'; readonly screen: Screen }
  | { readonly kind: 'details'; readonly details: Details | null }
  | { readonly kind: 'busy'; readonly said: string };

/** What the page says: what was chosen or pressed. `about` is the one whose details are shown. */
export type FromPage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'range' | 'environment' | 'service' | 'look'; readonly id: string }
  | { readonly kind: 'act'; readonly offer: string; readonly about: string };
