/** What a duration looks like: `30m`, `1h30m`, `2d`. Largest unit first, each at most once. */
export const durationPattern = /^(?=\d)(\d+d)?(\d+h)?(\d+m)?(\d+s)?$/;

const unitMs = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 } as const;

/** Milliseconds of a duration such as `1h30m`; `undefined` where the text is not one. */
export function durationMs(text: string): number | undefined {
  if (!durationPattern.test(text)) return undefined;
  let sum = 0;
  for (const [, amount, unit] of text.matchAll(/(?<!\d)(\d+)([dhms])/g))
    sum += Number(amount) * unitMs[unit as keyof typeof unitMs];
  return sum;
}
