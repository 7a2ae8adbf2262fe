/** How long something took, to the minute. */
export interface Span {
  readonly days: number;
  /** Below a day. */
  readonly hours: number;
  /** Below an hour. */
  readonly minutes: number;
}

/** @param ms not negative */
export function spanOf(ms: number): Span {
  const all = Math.round(ms / 60_000);
  return { days: Math.floor(all / 1440), hours: Math.floor((all % 1440) / 60), minutes: all % 60 };
}
