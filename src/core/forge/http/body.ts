import { boundedBody } from '../../support/boundedBody';
import { ForgeError } from '../errors';

/**
 * The body as text.
 * @throws ForgeError `tooLarge` once it exceeds `maxBytes`; the rest is not read
 */
export async function readBody(
  response: Response,
  maxBytes: number,
  where: { host: string; path: string },
): Promise<string> {
  const bytes = await boundedBody(response, maxBytes);
  if (!bytes) throw ForgeError.tooLarge(where.host, where.path);
  return new TextDecoder().decode(bytes);
}

export type Body =
  { readonly kind: 'json'; readonly value: unknown } | { readonly kind: 'other' } | { readonly kind: 'empty' };

/** JSON only where it is called so: what else parses by chance is no answer of a forge. */
export function parseBody(text: string, contentType: string | null): Body {
  if (text.trim() === '') return { kind: 'empty' };
  if (!/^application\/(?:[\w.+-]+\+)?json\b/i.test(contentType ?? '')) return { kind: 'other' };
  try {
    return { kind: 'json', value: JSON.parse(text) as unknown };
  } catch {
    return { kind: 'other' }; // cut off on the way: the caller reports it
  }
}
