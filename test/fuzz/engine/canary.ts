import assert from 'node:assert/strict';

/** What must not show. It stands where secrets do in inputs; letters only, so that no format has to escape it. */
export const canary = 'CanaryOfTheFuzzer';

const bytes = Buffer.from(canary);
/** Base64 of the same bytes at each of its three alignments, without what its neighbours decide. */
const encoded = [0, 1, 2].map((shift) =>
  Buffer.concat([Buffer.alloc(shift), bytes])
    .toString('base64')
    .slice(shift === 0 ? 0 : 4)
    .slice(0, 20),
);
const forms = [canary, ...encoded, bytes.toString('hex'), Array.from(canary).reverse().join('')];

export const canaryInBase64 = bytes.toString('base64');

/** In which form the canary shows, plain or encoded. */
export function canaryIn(text: string): string | undefined {
  return forms.find((form) => text.includes(form));
}

/** Nothing of the canary in what is said, shown or thrown. */
export function assertNoCanary(what: string, said: unknown): void {
  const text = typeof said === 'string' ? said : JSON.stringify([said], plain);
  const form = canaryIn(text);
  assert.ok(form === undefined, `${what} shows a secret (as ${form ?? ''}): ${text.slice(0, 300)}`);
}

function plain(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}`;
  return value instanceof Error ? [value.message, value.cause] : value;
}
