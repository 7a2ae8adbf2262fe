import type { IncomingMessage } from 'node:http';

export type Body =
  | { readonly kind: 'read'; readonly bytes: Buffer }
  | { readonly kind: 'tooLarge' | 'tooSlow' | 'noRoom' | 'brokenOff' };

/** Of all bodies that are arriving: those that are large, slow and many at once are refused before memory ends. */
const mostBytesAtOnce = 64_000_000;

/** Reads bodies, each within its bounds and all within one. */
export class Bodies {
  private held = 0;

  /** @param bodyMs how long a body may take to arrive */
  constructor(private readonly bodyMs: number) {}

  read(request: IncomingMessage, maxBytes: number): Promise<Body> {
    if (Number(request.headers['content-length'] ?? 0) > maxBytes) return Promise.resolve({ kind: 'tooLarge' });
    const chunks: Buffer[] = [];
    let size = 0;
    return new Promise<Body>((resolve) => {
      const timer = setTimeout(() => done({ kind: 'tooSlow' }), this.bodyMs);
      const done = (body: Body): void => {
        clearTimeout(timer);
        request.removeAllListeners('data');
        this.held -= size;
        size = 0;
        resolve(body);
      };
      request.on('data', (chunk: Buffer) => {
        size += chunk.length;
        this.held += chunk.length;
        if (size > maxBytes) done({ kind: 'tooLarge' });
        else if (this.held > mostBytesAtOnce) done({ kind: 'noRoom' });
        else chunks.push(chunk);
      });
      request.once('end', () => done({ kind: 'read', bytes: Buffer.concat(chunks) }));
      request.once('close', () => done({ kind: 'brokenOff' }));
      request.once('error', () => done({ kind: 'brokenOff' }));
    });
  }
}
