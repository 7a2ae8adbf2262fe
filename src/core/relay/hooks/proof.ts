import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Delivery, HookKind, Identity } from './delivery';

/** Whether two texts are the same, in a time that tells neither where they differ nor how long they are. */
export function isSame(one: string, other: string): boolean {
  return timingSafeEqual(digest(one), digest(other));
}

/** Whether a text is one of those, all of which are looked at. */
export function isOneOf(text: string, wanted: readonly string[]): boolean {
  return wanted.map((one) => isSame(text, one)).includes(true);
}

/** The HMAC of the body in a header, as hexadecimal digits: signed is the body, and nothing else. */
export function signedBody(header: string, prefix = ''): HookKind['isAuthentic'] {
  return (delivery, secrets) => {
    const given = delivery.header(header);
    if (given === undefined) return false;
    return isOneOf(
      given,
      secrets.map((secret) => prefix + createHmac('sha256', secret).update(delivery.body).digest('hex')),
    );
  };
}

/** A header that holds the secret itself. */
export function secretHeader(
  header: string,
  written: (secret: string) => readonly string[] = (secret) => [secret],
): HookKind['isAuthentic'] {
  return (delivery, secrets) => isOneOf(delivery.header(header) ?? '', secrets.flatMap(written));
}

/** The first of these headers is the name of a delivery. It vouches for nothing: copies have the same body as well. */
export function namedBy(...headers: readonly string[]): HookKind['identity'] {
  return ({ header, body }) => ({
    body: bodyDigest(body),
    name: headers.map(header).find((one) => one !== undefined && one !== ''),
  });
}

/** A body that holds a name, or the time, of what happened is of one delivery and no other. */
export function namedByBody({ body }: Delivery): Identity {
  const name = bodyDigest(body);
  return { body: name, name };
}

function bodyDigest(body: Buffer): string {
  return createHash('sha256').update(body).digest('base64url');
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
