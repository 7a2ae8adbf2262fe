import type { PastDeployment } from './deployment';
import type { EnvironmentPast } from './environmentPast';

/**
 * Hands out the deployments of an environment, newest first, a page at a time. Pages that are asked for at once come one after another, and
 * what was read before one failed is read again.
 */
export class Pager {
  private read = 0;
  private underway: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly past: Pick<EnvironmentPast, 'count' | 'at'>,
    private readonly signal: AbortSignal,
  ) {}

  /** Fewer than asked for at the end. @throws GitError where history is missing */
  next(count: number): Promise<readonly PastDeployment[]> {
    const page = this.underway.then(() => this.page(count));
    this.underway = page.catch(() => undefined);
    return page;
  }

  private async page(count: number): Promise<readonly PastDeployment[]> {
    const rows: PastDeployment[] = [];
    for (let at = this.read; rows.length < count && at < this.past.count; at += 1) {
      this.signal.throwIfAborted();
      rows.push(await this.past.at(at));
    }
    this.read += rows.length;
    return rows;
  }
}
