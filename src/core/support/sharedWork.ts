import { orAborted } from './orAborted';

/** Work that several may wait for. It goes on while one of them does, and is ended with the last who leaves. */
export class SharedWork<T> {
  private readonly ended = new AbortController();
  private readonly result: Promise<T>;
  private waiting = 0;

  /** @param start given a signal that aborts once nobody waits any more */
  constructor(start: (signal: AbortSignal) => Promise<T>) {
    this.result = start(this.ended.signal);
    this.result.catch(() => undefined); // told to whoever waits, if anybody still does
  }

  /** Nobody is to wait for it any more: it was ended, or is about to be. */
  get isLeft(): boolean {
    return this.ended.signal.aborted;
  }

  /** Settles when the work has ended, in whatever way. */
  get over(): Promise<void> {
    return this.result.then(
      () => undefined,
      () => undefined,
    );
  }

  /** @throws what the work failed with; the signal's reason as soon as it aborts */
  async of(signal: AbortSignal | undefined): Promise<T> {
    this.waiting += 1;
    try {
      return await orAborted(this.result, signal);
    } finally {
      this.waiting -= 1;
      if (this.waiting === 0) this.ended.abort();
    }
  }
}
