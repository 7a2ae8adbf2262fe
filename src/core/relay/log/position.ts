import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

export const positionKeyBytes = 32;

/**
 * Places in the stream as subscribers see them: sealed, since a bare number would tell how much happens elsewhere, and with an epoch, so that
 * the place of another stream is known as such. Relays of one stream share the key. Source: docs/relay.md, "Subscribing".
 */
export class Positions {
  readonly epoch: string;
  private readonly key: Buffer;

  constructor(key: Buffer = randomBytes(positionKeyBytes)) {
    this.key = key;
    this.epoch = createHash('sha256').update('branchline relay epoch').update(key).digest('base64url').slice(0, 11);
  }

  seal(sequence: number): string {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce);
    const plain = Buffer.alloc(8);
    plain.writeBigUInt64BE(BigInt(sequence));
    const sealed = Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    return `${this.epoch}.${sealed.toString('base64url')}`;
  }

  /** The place; nothing of what this stream did not seal. */
  open(text: string): number | undefined {
    if (text.length > 100 || !text.startsWith(`${this.epoch}.`)) return undefined;
    const written = text.slice(this.epoch.length + 1);
    const sealed = Buffer.from(written, 'base64url');
    if (sealed.length !== 36 || sealed.toString('base64url') !== written) return undefined;
    const decipher = createDecipheriv('aes-256-gcm', this.key, sealed.subarray(0, 12), { authTagLength: 16 });
    decipher.setAuthTag(sealed.subarray(20));
    try {
      return Number(Buffer.concat([decipher.update(sealed.subarray(12, 20)), decipher.final()]).readBigUInt64BE());
    } catch {
      return undefined; // somebody made it up
    }
  }
}
