import { write } from 'node:fs';

const busyMs = 5;

/**
 * Writes to a file descriptor in order, off this thread: a reader that does not read holds up nothing here (Node's own
 * streams wait for a pipe on Linux).
 */
export class Output {
  private readonly waiting: Buffer[] = [];
  private isWriting = false;
  private isClosed = false;
  private idle: (() => void)[] = [];

  /** @param closed called once when nobody reads any more */
  constructor(
    private readonly descriptor: number,
    private readonly closed: () => void,
  ) {}

  get isDone(): boolean {
    return !this.isWriting && this.waiting.length === 0;
  }

  write(text: string): void {
    if (this.isClosed) return;
    this.waiting.push(Buffer.from(text));
    if (!this.isWriting) this.next();
  }

  /** Once everything is written, or nobody reads it. */
  done(): Promise<void> {
    return this.isDone ? Promise.resolve() : new Promise((resolve) => this.idle.push(resolve));
  }

  private next(): void {
    const [first] = this.waiting;
    this.isWriting = first !== undefined;
    if (!first) {
      for (const resolve of this.idle.splice(0)) resolve();
      return;
    }
    write(this.descriptor, first, (error, written) => {
      // A pipe that somebody made non-blocking, and that is full.
      if (error?.code === 'EAGAIN') {
        setTimeout(() => this.next(), busyMs);
        return;
      }
      if (error) {
        this.close();
        return;
      }
      this.waiting.splice(0, 1, ...(written < first.length ? [first.subarray(written)] : []));
      this.next();
    });
  }

  private close(): void {
    this.isClosed = true;
    this.waiting.length = 0;
    this.next();
    this.closed();
  }
}
