import type { Instant } from '../../support/clock';

/** `2026-01-02T03:04Z`: as everybody reads it the same. */
export function instantText(at: Instant): string {
  return new Date(at).toISOString().replace(/:\d\d\.\d{3}Z$/, 'Z');
}

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
] as const;

/** A span as the catalog writes it: `1d2h`, `30m`; of less than a minute in seconds. */
export function spanText(ms: number): string {
  let rest = ms;
  const parts = units.flatMap(([unit, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count === 0 ? [] : [`${count}${unit}`];
  });
  return parts.length === 0 ? `${Math.floor(ms / 1_000)}s` : parts.join('');
}
