import type { Offer, Said } from '../../pages/protocol/said';

/** One service on one step of the way. */
export interface CarCell {
  readonly said: Said;
  /** The evidence, or what it waits for. */
  readonly more: readonly string[];
  /** Its pull request. */
  readonly link?: Offer;
  /** What a person can say of it. */
  readonly choices: readonly Offer[];
}

/** The services of a wave; of each one cell a step, or none. */
export interface WaveRows {
  readonly label: string;
  readonly rows: readonly { readonly service: string; readonly cells: readonly (CarCell | null)[] }[];
}

/** What a service brings, by key; or what was done. */
export interface Part {
  readonly headline: Said;
  readonly lines: readonly Said[];
}

/** A release train: before it starts, under way, or what taking it back would do. */
export interface TrainScreen {
  readonly headline: string;
  /** How it stands; the title is another whenever something else is to be done. */
  readonly standing: { readonly title: Said; readonly lines: readonly Said[] };
  /** The first of `main` is what it goes on by. */
  readonly offers: { readonly main: readonly Offer[]; readonly other: readonly Offer[] };
  readonly table: { readonly columns: readonly string[]; readonly waves: readonly WaveRows[] };
  readonly parts: { readonly headline: string; readonly parts: readonly Part[] };
  readonly notes: readonly Said[];
  readonly words: Readonly<Record<'table' | 'notes' | 'offers', string>>;
}

/** What the page is told. `shown` names what is shown; `busy` is empty when nothing is under way; `stop` ends what is. */
export type ToPage =
  | { readonly kind: 'screen'; readonly screen: TrainScreen; readonly shown: number }
  | { readonly kind: 'busy'; readonly said: string; readonly stop: Offer | null };

/** What the page says: which button was pressed, and of what was shown then. The host obeys only where that is what stands there now. */
export type FromPage =
  { readonly kind: 'ready' } | { readonly kind: 'act'; readonly offer: string; readonly shown: number };
