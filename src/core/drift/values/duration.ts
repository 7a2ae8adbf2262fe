const nanosPerUnit: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  '\u00b5s': 1_000n, // both letters that look like a µ
  '\u03bcs': 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

const part = /(\d+(?:\.\d*)?|\.\d+)(ns|us|\u00b5s|\u03bcs|ms|s|m|h)/y;
const maxLength = 100;

/** A Go duration (`8760h0m0s`, `1.5h`) in nanoseconds; nothing where the text is none. Source: Go's `time.ParseDuration`. */
export function durationNanos(text: string): bigint | undefined {
  const sign = /^[+-]/.exec(text)?.[0] ?? '';
  const body = text.slice(sign.length);
  if (body === '0') return 0n;
  if (body === '' || body.length > maxLength) return undefined;
  let total = 0n;
  part.lastIndex = 0;
  while (part.lastIndex < body.length) {
    const [, digits, unit = ''] = part.exec(body) ?? [];
    const perUnit = nanosPerUnit[unit];
    if (digits === undefined || perUnit === undefined) return undefined;
    const [whole = '', fraction = ''] = digits.split('.');
    total += (BigInt(`${whole}${fraction}`) * perUnit) / 10n ** BigInt(fraction.length);
  }
  return sign === '-' ? -total : total;
}

export function sameDuration(a: string, b: string): boolean {
  const left = durationNanos(a);
  return left !== undefined && left === durationNanos(b);
}
