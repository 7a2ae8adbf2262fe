/** Powers of ten of the decimal suffixes, and of 1024 of the binary ones. */
const decimal: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const binary: Readonly<Record<string, number>> = { Ki: 1, Mi: 2, Gi: 3, Ti: 4, Pi: 5, Ei: 6 };
const nano = 10n ** 9n;

/**
 * A quantity as the server writes it back: the largest suffix of its own family that keeps it whole, rounded up to
 * nano (`1000m` -> `1`, `0.5` -> `500m`, `3072Mi` -> `3Gi`, `1.5Gi` -> `1536Mi`). Undefined if it is none.
 */
export function canonicalQuantity(text: string): string | undefined {
  const match = /^([+-]?)(\d+\.?\d*|\.\d+)(?:[eE]([+-]?\d{1,2})|([A-Za-z]{0,2}))$/.exec(text);
  if (!match) return undefined;
  const [, sign = '', digits = '', exponent, suffix = ''] = match;
  const power = exponent === undefined ? decimal[suffix] : Number(exponent);
  const times = binary[suffix];
  if (power === undefined && times === undefined) return undefined;

  const [whole = '', fraction = ''] = digits.split('.');
  const scale = 10n ** BigInt(fraction.length);
  const unit = times === undefined ? tenToThe(9 + (power ?? 0)) : [1024n ** BigInt(times) * nano, 1n];
  const amount = divideUp(BigInt(whole + fraction) * unit[0], scale * unit[1]);
  const canonical = times === undefined ? inDecimal(amount, exponent !== undefined) : inBinary(amount);
  return amount === 0n || sign !== '-' ? canonical : `-${canonical}`;
}

function tenToThe(power: number): readonly [bigint, bigint] {
  return power >= 0 ? [10n ** BigInt(power), 1n] : [1n, 10n ** BigInt(-power)];
}

const divideUp = (amount: bigint, by: bigint): bigint => (amount + by - 1n) / by;

function inDecimal(nanos: bigint, scientific: boolean): string {
  if (nanos === 0n) return '0';
  const steps = Object.entries(decimal).sort(([, a], [, b]) => b - a);
  for (const [suffix, power] of steps) {
    const unit = 10n ** BigInt(9 + power);
    if (nanos % unit === 0n) {
      return `${(nanos / unit).toString()}${scientific ? (power === 0 ? '' : `e${power}`) : suffix}`;
    }
  }
  return `${nanos.toString()}n`;
}

/** Below 1024, and where it is not whole, the binary family falls back to the decimal one. */
function inBinary(nanos: bigint): string {
  if (nanos % nano !== 0n || nanos / nano < 1024n) return inDecimal(nanos, false);
  const amount = nanos / nano;
  const steps = Object.entries(binary).sort(([, a], [, b]) => b - a);
  for (const [suffix, times] of steps) {
    const unit = 1024n ** BigInt(times);
    if (amount % unit === 0n) return `${(amount / unit).toString()}${suffix}`;
  }
  return amount.toString();
}
