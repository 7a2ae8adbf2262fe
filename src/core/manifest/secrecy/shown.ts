declare const shown: unique symbol;

/** A value of a manifest of which this folder has said that it may be shown. As JSON can hold it. */
export type ShownValue = { readonly [shown]: 'value' };

/** A text in which this folder has masked whatever must not be shown. */
export type ShownText = string & { readonly [shown]: 'text' };

/** What stands in the place of a value that is not shown, whatever its length. */
export const mask = '***';

/** The only way to a `ShownValue`; the caller has judged it. Integers beyond what JSON's readers take are text. */
export function asShown(value: unknown): ShownValue {
  return plain(value) as ShownValue;
}

export function asShownText(text: string): ShownText {
  return text as ShownText;
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}
