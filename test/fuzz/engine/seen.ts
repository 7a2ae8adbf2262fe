const headerBytes = 8;
const maxInputBytes = 1 << 20;

/**
 * What a worker is doing, in memory that it shares: how many inputs it has begun, and the one that it is at. So a hang can
 * be told, and by which input, from a thread that says nothing any more.
 */
export class Seen {
  private readonly counts: Int32Array;
  private readonly bytes: Uint8Array;

  constructor(readonly memory = new SharedArrayBuffer(headerBytes + maxInputBytes)) {
    this.counts = new Int32Array(memory, 0, 2);
    this.bytes = new Uint8Array(memory, headerBytes);
  }

  begin(input: string): void {
    const written = Buffer.from(input).copy(this.bytes);
    Atomics.store(this.counts, 1, written);
    Atomics.add(this.counts, 0, 1);
  }

  get begun(): number {
    return Atomics.load(this.counts, 0);
  }

  get input(): string {
    return Buffer.from(this.bytes.slice(0, Atomics.load(this.counts, 1))).toString('utf8');
  }
}
