import { createHash } from 'node:crypto';
import { isSame } from '../hooks/proof';
import { relayTokenPrefix } from '../protocol';
import type { RelayToken } from '../config/resolve';

/** Who asks to be told: with a token of their own for one forge, or with one of the relay's. */
export type Subscriber =
  | { readonly kind: 'forge'; readonly token: string; readonly name: string }
  | { readonly kind: 'relay'; readonly token: RelayToken; readonly name: string };

/** Of letters that a header may have, so that it is sent on as it came. */
const bearer = /^Bearer ([\x21-\x7e]+)$/i;
const shortest = 8;
const longest = 4096;

/**
 * Who an `Authorization` header stands for; nothing where it has no token, or one that begins as the relay's do and is none. A token of a forge is
 * judged by the forge alone.
 */
export function subscriberOf(header: string | undefined, tokens: readonly RelayToken[]): Subscriber | undefined {
  const token = bearer.exec(header ?? '')?.[1];
  if (token === undefined || token.length < shortest || token.length > longest) return undefined;
  if (!token.startsWith(relayTokenPrefix)) return { kind: 'forge', token, name: `forge ${nameOf(token)}` };
  const own = tokens.filter(({ value }) => isSame(value, token))[0];
  return own && { kind: 'relay', token: own, name: `relay ${own.name}` };
}

/** What a token is called where it is counted: from it the token cannot be found. */
function nameOf(token: string): string {
  return createHash('sha256').update('branchline relay token').update(token).digest('base64url');
}
