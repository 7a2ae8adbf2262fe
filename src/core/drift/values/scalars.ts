import type { SchemaNode } from '../../cluster/schemas/schema';
import type { FieldPath } from '../compare/fieldPath';
import { sameQuantity } from './quantity';
import { isNumber, scalarText } from './values';

/** Keys below which a custom resource without a schema holds quantities or durations. Source: test/unit/drift/cases, cases 9 and 11. */
const quantityKeys = /^(?:(?:cpu|memory|storage|ephemeral-storage|sizeLimit|pods)$|hugepages-.|.+?\.com\/.)/;
/** Resource lists: the server keeps thousandths only. Source: docs/drift.md, "What is no drift". */
const resourceLists = /^(limits|requests|capacity|hard|overhead)$/;
const durationKeys = /(duration|interval|timeout|period|ttl|delay|window|renewBefore|after)$/i;
/** Not `image`, `package` or `message`. */
const ages = /(^age|Age)$/;
/** Maps of text that nobody rewrites. */
const textParents = /^(annotations|binaryData|data|env|labels|matchLabels|nodeSelector|selector|stringData)$/;

/** Where a scalar stands, and what is known of it. */
export interface ScalarContext {
  readonly place: Pick<FieldPath, 'name' | 'parentName'>;
  readonly schema: SchemaNode | undefined;
}

/** Whether two scalars mean the same to Kubernetes: canonical quantities, durations and int-or-strings. */
export function sameScalar(desired: unknown, live: unknown, { place, schema }: ScalarContext): boolean {
  if (typeof desired === 'object' || typeof live === 'object') return false;
  const [a, b] = [scalarText(desired), scalarText(live)];
  if (a === b) return typeof desired === typeof live || isEitherWay(desired, live, schema);
  switch (meaningOf(place, schema)) {
    case 'quantity':
      return sameQuantity(a, b, resourceLists.test(place.parentName) ? 'milli' : 'nano');
    case 'duration':
      return sameDuration(a, b);
    case 'time':
      return Date.parse(a) === Date.parse(b);
    default:
      return false;
  }
}

/** A number, and the same number as text: the same in a place that takes both, or may. */
function isEitherWay(desired: unknown, live: unknown, schema: SchemaNode | undefined): boolean {
  if (isNumber(desired) && isNumber(live)) return true;
  return (isNumber(desired) || isNumber(live)) && (schema?.type === undefined || schema.scalar !== undefined);
}

/** What the schema says; where it says nothing more than text, or either way, the name has to tell: of Go's durations it does. */
function meaningOf({ name, parentName }: ScalarContext['place'], schema: SchemaNode | undefined): SchemaNode['scalar'] {
  if (schema?.scalar !== undefined && schema.scalar !== 'intOrString') return schema.scalar;
  if (textParents.test(parentName)) return undefined;
  if (schema?.type === undefined && (quantityKeys.test(name) || resourceLists.test(parentName))) return 'quantity';
  const mayBeDuration = schema?.type === undefined || schema.type === 'string';
  return mayBeDuration && (durationKeys.test(name) || ages.test(name)) ? 'duration' : undefined;
}

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
