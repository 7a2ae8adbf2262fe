const unitsMs: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
};

/** One number and its unit. */
const part = /(\d{1,15}(?:\.\d{0,15})?|\.\d{1,15})(ns|us|µs|μs|ms|s|m|h)/y;

/**
 * A length of time as Go writes it (`1h30m0s`), in milliseconds; nothing for what is none, or is negative.
 * Source: Go, `time.ParseDuration`.
 */
export function goDurationMs(text: string): number | undefined {
  if (text === '0') return 0;
  let [ms, at] = [0, 0];
  while (at < text.length) {
    part.lastIndex = at;
    const found = part.exec(text);
    if (!found) return undefined;
    ms += Number(found[1]) * (unitsMs[found[2] ?? ''] ?? NaN);
    at = part.lastIndex;
  }
  return at === 0 || Number.isNaN(ms) ? undefined : ms;
}
