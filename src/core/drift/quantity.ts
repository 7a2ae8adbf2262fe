/**
 * Kubernetes quantities, exactly. Grammar: sign, digits with optional fraction, and a suffix
 * n u m (none) k M G T P E | Ki Mi Gi Ti Pi Ei | e or E with an exponent. Source: drift.md §5.3.
 */
const grammar = /^([+-]?)(\d+\.?\d*|\.\d+)(n|u|m|k|Ki|M|Mi|G|Gi|T|Ti|P|Pi|E|Ei|[eE][+-]?\d+)?$/;

const decimal: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const binary: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };

/** An exponent beyond this is no quantity that a server accepts, and would make numbers without end. */
const largestExponent = 60;

const nanoDigits = 9;
const milli = 10n ** 6n;

/** The quantity in nano-units, rounded away from zero below a nano; nothing where the text is no quantity. */
export function nanosOf(text: string): bigint | undefined {
  const [, sign, digits, suffix = ''] = grammar.exec(text.trim()) ?? [];
  if (digits === undefined) return undefined;
  const [whole = '', fraction = ''] = digits.split('.');
  const value = BigInt(`${whole}${fraction}` || '0');
  const exponent = decimalExponent(suffix);
  if (exponent === undefined || Math.abs(exponent) > largestExponent) return undefined;
  const scaled = scale(value << BigInt(binary[suffix] ?? 0), exponent + nanoDigits - fraction.length);
  return sign === '-' ? -scaled : scaled;
}

/** Equal as the server stores them: it rounds up to a thousandth. Source: drift.md §1.2, SetDefaults_ResourceList. */
export function sameQuantity(a: string, b: string): boolean {
  const [left, right] = [nanosOf(a), nanosOf(b)];
  if (left === undefined || right === undefined) return false;
  return left === right || roundedToMilli(left) === roundedToMilli(right);
}

function decimalExponent(suffix: string): number | undefined {
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
