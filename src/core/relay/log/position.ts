import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto';
import type { Instant } from '../../support/clock';

export const positionKeyBytes = 32;

export interface Place {
  readonly sequence: number;
  /** When it was sealed. */
  readonly at: Instant;
  /** Of the event that is there, see `Entry`; 0 where none is known to be. */
  readonly tag: number;
}

/**
 * Places in the stream as subscribers see them: sealed, since a bare number would tell how much happens elsewhere, and with an epoch, so that
 * the place of another stream is known as such, and with the tag of the event that is there: a stream that lost its end, and went on, has others there. Relays of one stream share the key. Source: docs/relay.md, "Subscribing".
 */
export class Positions {
  readonly epoch: string;
  private readonly key: Buffer;

  constructor(key: Buffer = randomBytes(positionKeyBytes)) {
    this.key = key;
    this.epoch = createHash('sha256').update('branchline relay epoch').update(key).digest('base64url').slice(0, 11);
  }

  /** The key of a stream, of a secret that several may share and what the stream alone has. */
  static keyFrom(shared: Uint8Array, stream: string): Buffer {
    return createHmac('sha256', shared).update(`branchline relay place ${stream}`).digest();
  }

  /** @param now when it is sealed, milliseconds since the epoch */
  seal(sequence: number, now: Instant, tag = 0): string {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce);
    const plain = Buffer.alloc(20);
    plain.writeBigUInt64BE(BigInt(sequence));
    plain.writeBigUInt64BE(BigInt(now), 8);
    plain.writeUInt32BE(tag, 16);
    const sealed = Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    return `${this.epoch}.${sealed.toString('base64url')}`;
  }

  /** The place; nothing of what this stream did not seal. */
  open(text: string): Place | undefined {
    if (text.length > 100 || !text.startsWith(`${this.epoch}.`)) return undefined;
    const written = text.slice(this.epoch.length + 1);
    const sealed = Buffer.from(written, 'base64url');
    if (sealed.length !== 48 || sealed.toString('base64url') !== written) return undefined;
    const decipher = createDecipheriv('aes-256-gcm', this.key, sealed.subarray(0, 12), { authTagLength: 16 });
    decipher.setAuthTag(sealed.subarray(32));
    try {
      const plain = Buffer.concat([decipher.update(sealed.subarray(12, 32)), decipher.final()]);
      return {
        sequence: Number(plain.readBigUInt64BE()),
        at: Number(plain.readBigUInt64BE(8)),
        tag: plain.readUInt32BE(16),
      };
    } catch {
      return undefined; // somebody made it up
    }
  }
}
