const nanosPerUnit: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

const part = /(\d+)(?:\.(\d{1,9}))?(ns|us|µs|ms|s|m|h)/y;

/** A Go duration (`8760h0m0s`, `1.5h`) in nanoseconds; nothing where the text is none. */
export function durationNanos(text: string): bigint | undefined {
  const sign = /^[+-]/.exec(text)?.[0] ?? '';
  const body = text.slice(sign.length);
  if (body === '0') return 0n;
  let total = 0n;
  part.lastIndex = 0;
  while (part.lastIndex < body.length) {
    const [, whole, fraction = '', unit = ''] = part.exec(body) ?? [];
    const perUnit = nanosPerUnit[unit];
    if (whole === undefined || perUnit === undefined) return undefined;
    total += BigInt(whole) * perUnit + (perUnit * BigInt(fraction || '0')) / 10n ** BigInt(fraction.length);
  }
  return body === '' ? undefined : sign === '-' ? -total : total;
}

export function sameDuration(a: string, b: string): boolean {
  const left = durationNanos(a);
  return left !== undefined && left === durationNanos(b);
}
