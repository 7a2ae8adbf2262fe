import type { Disposable } from './disposable';

/** Milliseconds since the epoch. */
export type Instant = number;

/** Where time comes from. Tests bring their own. */
export interface Clock {
  now(): Instant;
}

export const systemClock: Clock = { now: () => Date.now() };

/** A clock that nobody sets, for how long something takes: from a beginning of its own. */
export const steadyClock: Clock = { now: () => performance.now() };

/** Where whoever looks now and then is woken. Tests bring their own, by the same time as the clock. */
export interface Alarms {
  /** Rings once. Disposed before, it does not. @param ring what is done then; nobody waits for it but tests */
  after(delayMs: number, ring: () => unknown): Disposable;
}

export const systemAlarms: Alarms = {
  after(delayMs, ring) {
    const timer = setTimeout(() => void ring(), delayMs);
    return { dispose: () => clearTimeout(timer) };
  },
};
