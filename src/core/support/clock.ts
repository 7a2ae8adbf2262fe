/** Milliseconds since the epoch. */
export type Instant = number;

/** Where time comes from. Tests bring their own. */
export interface Clock {
  now(): Instant;
}

export const systemClock: Clock = { now: () => Date.now() };
