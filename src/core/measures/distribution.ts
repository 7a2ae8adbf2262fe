/** How values spread, each a value that occurred: by nearest rank. */
export interface Distribution {
  readonly count: number;
  readonly median: number;
  readonly p75: number;
  readonly p90: number;
}

/** Nothing of no values. */
export function distribution(values: readonly number[]): Distribution | undefined {
  if (values.length === 0) return undefined;
  const sorted = values.toSorted((one, other) => one - other);
  const ranked = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
  return { count: sorted.length, median: ranked(0.5), p75: ranked(0.75), p90: ranked(0.9) };
}
