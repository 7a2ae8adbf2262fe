import type { Instant } from './clock';

const units = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 } as const;

const shape = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(?:\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/;

/**
 * A person's word for an instant: `2026-11-27T14:00Z`, `2026-11-27T14:00+01:00`, `2026-11-27` (its beginning, UTC), or how long
 * ago: `90m`, `36h`, `30d`, `4w`. A time of day without its offset would mean another instant on another machine. Nothing where it
 * is none of these.
 */
export function whenOf(text: string, now: Instant): Instant | undefined {
  const [, count, unit] = /^(\d{1,5})([mhdw])$/.exec(text) ?? [];
  if (count !== undefined) return now - Number(count) * units[unit as keyof typeof units];
  const at = shape.test(text) && isDay(text.slice(0, 10)) ? Date.parse(text) : NaN;
  return Number.isNaN(at) ? undefined : at;
}

/** The last days of a month run over into the next one: `2026-02-30` is none. */
function isDay(day: string): boolean {
  const at = Date.parse(day);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(day);
}
