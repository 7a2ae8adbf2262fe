import type { Value } from '../objects';

/** Whose rules apply: `kubectl` (sigs.k8s.io/yaml on go-yaml 2) or `kustomize` (go-yaml 3). */
export type Reader = 'kubectl' | 'kustomize';

const nulls = new Set(['', '~', 'null', 'Null', 'NULL']);
const trues = new Set(['true', 'True', 'TRUE']);
const falses = new Set(['false', 'False', 'FALSE']);
const oldTrues = new Set(['y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON']);
const oldFalses = new Set(['n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF']);
const longestWord = Math.max(
  ...[nulls, trues, falses, oldTrues, oldFalses].flatMap((all) => [...all]).map((one) => one.length),
);

const date = /^\d{4}-\d{1,2}-\d{1,2}$/;
const decimal = /^[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?$/;
const integer = /^([-+]?)(?:0[xX]([\da-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9]\d*))$/;

const largestSigned = 2n ** 63n - 1n;
const largestUnsigned = 2n ** 64n - 1n;

/**
 * The value of an unquoted scalar without a tag. No sexagesimal numbers, and times stay text, as Kubernetes knows none.
 * @see go-yaml's `resolve.go`. Each row was measured on kubectl 1.32.
 */
export function plainScalar(text: string, reader: Reader): Value {
  const word = text.length <= longestWord ? wordFor(text, reader) : undefined;
  if (word !== undefined) return word;
  if (reader === 'kustomize' && date.test(text)) return `${text}T00:00:00Z`;
  return numberIn(text, reader) ?? text;
}

function wordFor(text: string, reader: Reader): null | boolean | undefined {
  if (nulls.has(text)) return null;
  if (trues.has(text)) return true;
  if (falses.has(text)) return false;
  if (reader !== 'kubectl') return undefined;
  if (oldTrues.has(text)) return true;
  return oldFalses.has(text) ? false : undefined;
}

/** The number that a text means, or undefined where it means none (and for infinities, which JSON cannot carry). */
export function numberIn(text: string, reader: Reader): number | bigint | undefined {
  if (!/^[-+.\d]/.test(text)) return undefined;
  if (isShortInteger(text)) return Number(text);
  const digits = text.replaceAll('_', '');
  const whole = integer.exec(digits);
  const exact = whole && exactInteger(whole, reader);
  if (exact !== null && exact !== undefined) return exact;
  if (!decimal.test(digits)) return undefined;
  const number = Number(digits);
  return Number.isFinite(number) ? withoutNegativeZero(number) : undefined;
}

/** As almost all numbers of manifests are: exact without more ado. */
function isShortInteger(text: string): boolean {
  return text.length < 16 && /^(?:0|[1-9]\d*)$/.test(text);
}

/** Undefined beyond 64 bits: Go goes on to read such digits as a float. kubectl's JSON has no unsigned numbers. */
function exactInteger(match: RegExpExecArray, reader: Reader): number | bigint | undefined {
  const [, sign, hex, binary, octal, plain] = match;
  const magnitude = BigInt(hex ? `0x${hex}` : binary ? `0b${binary}` : octal ? `0o${octal}` : (plain ?? 0));
  const exact = sign === '-' ? -magnitude : magnitude;
  if (exact > largestUnsigned || exact < -largestSigned - 1n) return undefined;
  const isSafe = exact <= BigInt(Number.MAX_SAFE_INTEGER) && exact >= BigInt(Number.MIN_SAFE_INTEGER);
  return isSafe || (reader === 'kubectl' && exact > largestSigned) ? Number(exact) : exact;
}

function withoutNegativeZero(number: number): number {
  return number === 0 ? 0 : number;
}

/** True for the numbers that YAML can write and JSON cannot; Kubernetes refuses them. */
export function isNotANumberInJson(text: string): boolean {
  return /^[-+]?\.(inf|Inf|INF)$|^\.(nan|NaN|NAN)$/.test(text);
}
