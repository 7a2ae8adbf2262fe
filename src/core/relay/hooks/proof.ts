import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Delivery, HookKind } from './delivery';

/** Whether two texts are the same, in a time that tells neither where they differ nor how long they are. */
export function isSame(one: string, other: string): boolean {
  return timingSafeEqual(digest(one), digest(other));
}

/** Whether a text is one of those, all of which are looked at. */
export function isOneOf(text: string, wanted: readonly string[]): boolean {
  return wanted.map((one) => isSame(text, one)).includes(true);
}

/** The HMAC of the body in a header, as hexadecimal digits: signed is the body, and nothing else. */
export function signedBody(header: string, prefix = ''): Pick<HookKind, 'isAuthentic' | 'identity'> {
  return {
    isAuthentic: (delivery, secrets) => {
      const given = delivery.header(header);
      if (given === undefined) return false;
      return isOneOf(
        given,
        secrets.map((secret) => prefix + createHmac('sha256', secret).update(delivery.body).digest('hex')),
      );
    },
    // A name of the delivery in a header is nobody's word: who sends a copy may change it.
    identity: bodyIdentity,
  };
}

/** A header that holds the secret itself. */
export function secretHeader(
  header: string,
  written: (secret: string) => readonly string[] = (secret) => [secret],
): HookKind['isAuthentic'] {
  return (delivery, secrets) => isOneOf(delivery.header(header) ?? '', secrets.flatMap(written));
}

export function bodyIdentity({ body }: Delivery): string {
  return createHash('sha256').update(body).digest('base64url');
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
