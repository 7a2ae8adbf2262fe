/** How bad a thing is; the order in which a row picks what it shows first. */
export const severities = ['fine', 'unknown', 'busy', 'notice', 'warning', 'error'] as const;
export type Severity = (typeof severities)[number];

/** One fact in words: what a row, a tooltip and a screen reader say of it. Colour is never the only sign. */
export interface Aspect {
  readonly severity: Severity;
  /** A theme icon's name. */
  readonly icon: string;
  /** A theme colour's id, where the icon has one. */
  readonly colour?: string;
  /** A few words for the row. */
  readonly label: string;
  /** A whole sentence for the tooltip and the screen reader. */
  readonly sentence: string;
  /** Where something of it is known and something is not: what a row says that looks unknown by it. */
  readonly unseen?: string;
}

export function worstOf(aspects: readonly Aspect[]): Aspect | undefined {
  return aspects.reduce<Aspect | undefined>(
    (worst, next) => (worst && gravity(worst) >= gravity(next) ? worst : next),
    undefined,
  );
}

/** To sort by: what is worse has more. */
export function gravity({ severity }: Pick<Aspect, 'severity'>): number {
  return severities.indexOf(severity);
}
