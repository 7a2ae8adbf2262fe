import type { IncomingMessage } from 'node:http';

export type Body =
  | { readonly kind: 'read'; readonly bytes: Buffer }
  | { readonly kind: 'tooLarge' | 'tooSlow' | 'noRoom' | 'brokenOff' };

/** Of all bodies that are arriving: those that are large, slow and many at once are refused before memory ends. */
const mostBytes = 64_000_000;

interface Arriving {
  readonly peer: string;
  size: number;
  readonly end: (body: Body) => void;
}

/**
 * Reads bodies, each within its bounds and all within one. Where there is no room for all, whoever holds most goes first, with the
 * largest of theirs, and not whoever comes next: what nobody has signed keeps no webhook out.
 */
export class Bodies {
  private held = 0;
  private readonly arriving = new Set<Arriving>();

  /** @param bodyMs how long a body may take to arrive */
  constructor(
    private readonly bodyMs: number,
    private readonly mostAtOnce = mostBytes,
  ) {}

  read(request: IncomingMessage, maxBytes: number): Promise<Body> {
    if (Number(request.headers['content-length'] ?? 0) > maxBytes) return Promise.resolve({ kind: 'tooLarge' });
    const chunks: Buffer[] = [];
    return new Promise<Body>((resolve) => {
      const end = (body: Body): void => {
        clearTimeout(timer);
        request.removeAllListeners('data');
        if (this.arriving.delete(one)) this.held -= one.size;
        chunks.length = 0;
        resolve(body);
      };
      const one: Arriving = { peer: request.socket.remoteAddress ?? '', size: 0, end };
      const timer = setTimeout(() => end({ kind: 'tooSlow' }), this.bodyMs);
      this.arriving.add(one);
      request.on('data', (chunk: Buffer) => {
        one.size += chunk.length;
        this.held += chunk.length;
        chunks.push(chunk);
        if (one.size > maxBytes) end({ kind: 'tooLarge' });
        while (this.held > this.mostAtOnce) this.largest().end({ kind: 'noRoom' });
      });
      request.once('end', () => end({ kind: 'read', bytes: Buffer.concat(chunks) }));
      request.once('close', () => end({ kind: 'brokenOff' }));
      request.once('error', () => end({ kind: 'brokenOff' }));
    });
  }

  /** Behind a proxy all have one address, and then it is the largest of all. */
  private largest(): Arriving {
    const heldBy = new Map<string, number>();
    for (const { peer, size } of this.arriving) heldBy.set(peer, (heldBy.get(peer) ?? 0) + size);
    const [most] = [...heldBy].reduce((one, other) => (other[1] > one[1] ? other : one));
    const theirs = [...this.arriving].filter(({ peer }) => peer === most);
    return theirs.reduce((one, other) => (other.size > one.size ? other : one));
  }
}
