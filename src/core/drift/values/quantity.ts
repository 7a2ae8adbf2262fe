/**
 * Kubernetes quantities, exactly. Grammar: sign, digits with optional fraction, and a suffix
 * n u m (none) k M G T P E | Ki Mi Gi Ti Pi Ei | e or E with an exponent. Source: the rows of test/unit/drift/cases; apimachinery's
 * `resource.ParseQuantity` for what becomes of too much and too little.
 */
const grammar = /^([+-]?)(\d+(?:\.\d*)?|\.\d+)(n|u|m|k|Ki|M|Mi|G|Gi|T|Ti|P|Pi|E|Ei|[eE][+-]?\d+)?$/;

const decimal: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const binary: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };

/** No quantity is written with more; BigInt would take its time over what somebody means as a trap. */
const maxLength = 100;
/** Beyond this exponent every quantity is too large or too small, whatever its digits. */
const maxExponent = 128;

const nanoDigits = 9;
const milli = 10n ** 6n;
/** Larger ones are capped: 2^63 - 1. */
const largest = (2n ** 63n - 1n) * 10n ** 9n;

/** The quantity in nano-units, rounded away from zero, at most 2^63 - 1 units; nothing where the text is no quantity. */
export function nanosOf(text: string): bigint | undefined {
  if (text.length > maxLength) return undefined;
  const [, sign, digits, suffix = ''] = grammar.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const [whole = '', fraction = ''] = digits.split('.');
  const value = BigInt(`${whole}${fraction}`) << BigInt(binary[suffix] ?? 0);
  const exponent = Math.max(-maxExponent, Math.min(maxExponent, decimalExponent(suffix)));
  const scaled = scale(value, exponent + nanoDigits - fraction.length);
  const capped = scaled > largest ? largest : scaled;
  return sign === '-' ? -capped : capped;
}

/**
 * Whether two texts are the same quantity as the server stores them.
 * @param precision `milli` in resource lists, of which the server keeps no more
 */
export function sameQuantity(a: string, b: string, precision: 'nano' | 'milli' = 'nano'): boolean {
  const [left, right] = [nanosOf(a), nanosOf(b)];
  if (left === undefined || right === undefined) return false;
  return precision === 'milli' ? roundedToMilli(left) === roundedToMilli(right) : left === right;
}

function decimalExponent(suffix: string): number {
  if (suffix in binary) return 0;
  return decimal[suffix] ?? Number(suffix.slice(1));
}

function scale(value: bigint, exponent: number): bigint {
  return exponent >= 0 ? value * 10n ** BigInt(exponent) : divideUp(value, 10n ** BigInt(-exponent));
}

function roundedToMilli(nanos: bigint): bigint {
  return nanos < 0n ? -divideUp(-nanos, milli) : divideUp(nanos, milli);
}

function divideUp(value: bigint, by: bigint): bigint {
  return (value + by - 1n) / by;
}
