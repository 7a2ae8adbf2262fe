/** A run of digits that a double may not hold, where a JSON value can stand. In text it costs time only. */
const longInteger = /[:[,]\s*-?\d{16,}/;

/**
 * Parses JSON; integers beyond 2^53 become `bigint`, so that a difference in the last digit is seen
 * (test/unit/drift/cases, case 75). The exact text of numbers is asked for only where such an integer may be.
 */
export function parseJson(text: string): unknown {
  if (!longInteger.test(text)) return JSON.parse(text);
  return (JSON.parse as ParseWithSource)(text, (_key, value, context) => {
    if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
    return context?.source !== undefined && /^-?\d+$/.test(context.source) ? BigInt(context.source) : value;
  });
}

/** `context` came with Node 21; before, such integers stay rounded. */
type ParseWithSource = (
  text: string,
  reviver: (key: string, value: unknown, context?: { readonly source?: string }) => unknown,
) => unknown;
