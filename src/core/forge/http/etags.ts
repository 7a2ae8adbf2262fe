import { markOf, type Token } from '../tokens';

export interface Remembered {
  readonly etag: string;
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

const maxEntries = 2_000;

/**
 * Answers by address and token: an ETag depends on who asks, and one person's answer is never another's. The least
 * recently used go first.
 */
export class Etags {
  private readonly entries = new Map<string, Remembered>();

  get(url: string, token: Token | undefined): Remembered | undefined {
    const key = keyOf(url, token);
    const found = this.entries.get(key);
    if (found) {
      this.entries.delete(key);
      this.entries.set(key, found);
    }
    return found;
  }

  set(url: string, token: Token | undefined, answer: Remembered): void {
    this.entries.set(keyOf(url, token), answer);
    if (this.entries.size <= maxEntries) return;
    const oldest = this.entries.keys().next();
    if (!oldest.done) this.entries.delete(oldest.value);
  }
}

function keyOf(url: string, token: Token | undefined): string {
  return `${markOf(token)} ${url}`;
}
