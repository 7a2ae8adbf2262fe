import type { Instant } from '../support/clock';

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];

/** When nothing is to be promoted. */
export type FreezeWindow = { readonly reason?: string } & (
  | { readonly kind: 'once'; readonly from: Instant; readonly to: Instant }
  /**
   * Each week, by the clocks of a time zone: begins on each of the days at `from` (minutes since midnight) and ends at the
   * next `to`, which is on the following day where it is not later than `from`.
   */
  | {
      readonly kind: 'weekly';
      readonly days: readonly Weekday[];
      readonly from: number;
      readonly to: number;
      readonly timeZone: string;
    }
);

export interface Frozen {
  /** When the last of the windows ends that follow one another without a gap. */
  readonly until: Instant;
  readonly reason?: string;
}

/** A year of days: windows that cover the whole week have no end. */
const mostWindows = 366;
const minuteMs = 60_000;
const dayMinutes = 24 * 60;

/** Whether one of the windows is on. The reason is that of the first that is. */
export function frozenAt(windows: readonly FreezeWindow[], now: Instant): Frozen | undefined {
  const first = windows.find((window) => endOf(window, now) !== undefined);
  if (!first) return undefined;
  let until = now;
  for (let count = 0; count < mostWindows; count++) {
    const ends = windows.map((window) => endOf(window, until)).filter((end) => end !== undefined);
    if (ends.length === 0) break;
    until = Math.max(...ends);
  }
  return { until, ...(first.reason === undefined ? {} : { reason: first.reason }) };
}

/** When the window ends that is on at that moment; nothing where it is not on. Its end is no part of it. */
function endOf(window: FreezeWindow, at: Instant): Instant | undefined {
  if (window.kind === 'once') return window.from <= at && at < window.to ? window.to : undefined;
  const { days, from, to, timeZone } = window;
  const { day, minutes, midnight } = localTime(at, timeZone);
  const isOvernight = to <= from;
  const begins = (weekday: number) => days.some((name) => name === weekdays[(weekday + 7) % 7]);
  if (begins(day) && minutes >= from && (isOvernight || minutes < to)) {
    return instantOf(midnight + (isOvernight ? to + dayMinutes : to) * minuteMs, timeZone);
  }
  const isFromYesterday = isOvernight && begins(day - 1) && minutes < to;
  return isFromYesterday ? instantOf(midnight + to * minuteMs, timeZone) : undefined;
}

/** What the clocks of a place show. `midnight`: of that day, as if the place were at UTC. */
function localTime(at: Instant, timeZone: string) {
  const shown = shownAt(at, timeZone);
  const midnight = Math.floor(shown / (dayMinutes * minuteMs)) * dayMinutes * minuteMs;
  const day = (new Date(midnight).getUTCDay() + 6) % 7; // Monday is the first
  return { day, minutes: (shown - midnight) / minuteMs, midnight };
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** What the clocks of a place show, as if the place were at UTC. */
function shownAt(at: Instant, timeZone: string): Instant {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'short', timeStyle: 'medium', hourCycle: 'h23' });
  formats.set(timeZone, format);
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
}

/** When the clocks of a place show this. Once more with the offset found first: it may change in between. */
function instantOf(shown: Instant, timeZone: string): Instant {
  const offsetAt = (at: Instant) => shownAt(at, timeZone) - at;
  const guess = shown - offsetAt(shown);
  return shown - offsetAt(guess);
}
