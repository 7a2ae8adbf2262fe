import type { Instant } from '../support/clock';

/** From an instant, included, to another, excluded. */
export interface Period {
  readonly since: Instant;
  readonly until: Instant;
}

export const dayMs = 86_400_000;
const weekMs = 7 * dayMs;
/** 1970-01-05 was a Monday. */
const firstMonday = 4 * dayMs;

export function isWithin(at: Instant, { since, until }: Period): boolean {
  return since <= at && at < until;
}

/** The weeks that a period touches, each from its Monday (UTC), cut at the ends of the period. */
export function weeksOf({ since, until }: Period): readonly Period[] {
  const weeks: Period[] = [];
  for (let at = since; at < until;) {
    const end = Math.min(until, firstMonday + (Math.floor((at - firstMonday) / weekMs) + 1) * weekMs);
    weeks.push({ since: at, until: end });
    at = end;
  }
  return weeks;
}
