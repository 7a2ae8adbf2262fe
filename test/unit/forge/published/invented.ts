import { resolved, type Description, type Schema } from './description';

/** `all`: with everything that an answer may have. `least`: only what it must have, and `null` wherever it may be. */
export type Amount = 'all' | 'least';

/** Deeper nothing is read. */
const deepest = 7;
const sha = 'a'.repeat(40);

/** A value that the schema allows. A text of no form is a commit's name, which is good for every text that is read. */
export function invented(description: Description, schema: Schema, amount: Amount, depth = 0): unknown {
  const { type, anyOf, enum: words, properties, items, format } = resolved(description, schema);
  const below = (one: Schema) => invented(description, one, amount, depth + 1);
  const types = type === undefined || typeof type === 'string' ? [type] : type;
  const mayBeNull = types.includes('null') || anyOf?.some((one) => one.type === 'null') === true;
  if (mayBeNull && (amount === 'least' || depth > deepest)) return null;
  if (anyOf?.[0]) return below(anyOf[0]);
  if (words) return words[0];
  if (properties) return ofProperties(resolved(description, schema), amount, depth, below);
  switch (types[0]) {
    case 'array':
      return items && depth <= deepest ? [below(items)] : [];
    case 'integer':
    case 'number':
      return 7;
    case 'boolean':
      return true;
    case 'string':
      return textOf(format);
    default:
      return {};
  }
}

function ofProperties(
  { properties = {}, required = [] }: Schema,
  amount: Amount,
  depth: number,
  below: (schema: Schema) => unknown,
): object {
  const wanted = Object.entries(properties).filter(
    ([name]) => required.includes(name) || (amount === 'all' && depth <= deepest),
  );
  return Object.fromEntries(wanted.map(([name, one]) => [name, below(one)]));
}

function textOf(format: string | undefined): string {
  if (format === 'date-time') return '2026-01-01T00:00:00Z';
  return format === 'uri' ? 'https://forge.example.com/o/r' : sha;
}
