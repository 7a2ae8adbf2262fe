/** How grave a thing is; colour is never its only sign. */
export type Tone = 'fine' | 'unknown' | 'busy' | 'notice' | 'warning' | 'error';

/** Something that is said, with a sign. Texts are plain: the page draws them as text. */
export interface Said {
  readonly text: string;
  readonly icon?: string;
  readonly tone?: Tone;
}

/** A button. What it does only the host knows. */
export interface Offer {
  readonly id: string;
  readonly label: string;
  readonly icon: string;
  /** Of one that stays pressed. */
  readonly isOn?: boolean;
}
