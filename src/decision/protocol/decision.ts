import type { Tone } from '../../pages/protocol/said';

/** One thing that is told, with what belongs below it. Texts are plain: the page draws them as text. */
export interface Line {
  readonly text: string;
  readonly icon?: string;
  readonly tone?: Tone;
  /** A page on the web, by http or https. */
  readonly link?: string;
  readonly below?: readonly Line[];
}

/** A value of which a part is the same on the other side. */
export interface ChangedText {
  readonly same: string;
  readonly differs: string;
  readonly rest: string;
}

/** One key, or a whole file, and what becomes of it. */
export interface ChangeRow {
  readonly file: string;
  /** Empty where the whole file is meant. */
  readonly key: string;
  /** Nothing: it is not there on that side, or may not be shown. */
  readonly before?: ChangedText;
  readonly after?: ChangedText;
  /** What becomes of it, where no values tell. */
  readonly said?: string;
  /** Why a person should look twice. */
  readonly mark?: string;
}

/** A button. What it does only the host knows. */
export interface Offer {
  readonly id: string;
  readonly label: string;
  readonly icon?: string;
  /** What it would do, in full. */
  readonly detail?: string;
}

export interface Section {
  readonly id: string;
  readonly title: string;
  /** Folded ones are details that a decision seldom needs. */
  readonly isOpen: boolean;
  readonly changes?: readonly ChangeRow[];
  readonly lines?: readonly Line[];
  /** A text as it is, such as that of the pull request. */
  readonly text?: string;
  readonly offers?: readonly Offer[];
}

/** All that a person is shown before they decide on one change. */
export interface Decision {
  /** Another each time that a change is made: whoever presses a button says which one they were shown. */
  readonly shown: string;
  /** "Promote", and how much. */
  readonly kind: string;
  /** "cart 2.10.0 → 2.11.0, dev → test" */
  readonly headline: string;
  readonly sections: readonly Section[];
  readonly words: { readonly before: string; readonly after: string; readonly actions: string };
}

/** How it stands with the decision, and what can be done now. */
export interface Standing {
  readonly kind: 'open' | 'asks' | 'busy' | 'failed' | 'stale' | 'done' | 'over';
  /** What is asked once more, where it is: the yes is to these reasons and no others. */
  readonly asked?: string | undefined;
  /** Empty where nothing is to be said. */
  readonly title: string;
  readonly lines: readonly Line[];
  /** The first is the usual one. */
  readonly offers: readonly Offer[];
}

/** What the page is told. It asks nobody else. */
export interface ToPage {
  readonly decision: Decision;
  readonly standing: Standing;
}

/** A button that was pressed, and what the person was shown and asked as they did. */
export interface Pressed {
  readonly offer: string;
  readonly shown: string;
  readonly asked?: string | undefined;
}

/** What the page says: that it is there, or that a button was pressed. */
export type FromPage = { readonly kind: 'ready' } | ({ readonly kind: 'act' } & Pressed);
