import type { Instant } from './clock';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** A span in the largest unit that fits. */
export interface Age {
  readonly unit: 'now' | 'seconds' | 'minutes' | 'hours' | 'days';
  readonly count: number;
}

/** How long ago something was; hours up to two days. What lies ahead is now. */
export function ageOf(at: Instant, now: Instant): Age {
  const ms = Math.max(0, now - at);
  if (ms < second) return { unit: 'now', count: 0 };
  if (ms < minute) return { unit: 'seconds', count: Math.floor(ms / second) };
  if (ms < hour) return { unit: 'minutes', count: Math.floor(ms / minute) };
  if (ms < 2 * day) return { unit: 'hours', count: Math.floor(ms / hour) };
  return { unit: 'days', count: Math.floor(ms / day) };
}
