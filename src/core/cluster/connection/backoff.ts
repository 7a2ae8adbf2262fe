/**
 * Waiting times that double up to a cap, each drawn anew between a tenth of its limit and the limit, so that many who
 * failed together do not come back together.
 */
export class Backoff {
  private failures = 0;

  constructor(
    private readonly baseMs: number,
    private readonly capMs: number,
    /** In [0, 1). */
    private readonly random: () => number,
  ) {}

  next(): number {
    const limit = Math.min(this.capMs, this.baseMs * 2 ** Math.min(this.failures, 30));
    this.failures++;
    return limit * (0.1 + 0.9 * this.random());
  }

  reset(): void {
    this.failures = 0;
  }
}
