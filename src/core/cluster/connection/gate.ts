import { delay } from '../../support/deadline';
import { orAborted } from '../../support/orAborted';
import type { Backoff } from './backoff';
import { asClusterError, type ClusterError } from './failure';

/**
 * Stands between a cluster that does not answer and all who want something of it. While it is closed, one probe at a
 * time asks, with growing pauses, however many wait; when the cluster answers, all go on.
 */
export class Gate {
  private closedBy: ClusterError | undefined;
  private probing: Promise<void> | undefined;
  private waiting = 0;
  private hurry = new AbortController();

  constructor(
    private readonly probe: () => Promise<void>,
    private readonly backoff: Backoff,
    private readonly onChange: () => void,
    private readonly ended: AbortSignal,
  ) {}

  /** Why it is closed; undefined while it is open. */
  get failure(): ClusterError | undefined {
    return this.closedBy;
  }

  close(failure: ClusterError): void {
    this.closedBy = failure;
    this.onChange();
    void this.startProbing();
  }

  open(): void {
    this.backoff.reset();
    if (!this.closedBy) return;
    this.closedBy = undefined;
    this.onChange();
  }

  /** Probes at once instead of after the pause: the person asked, or something changed. */
  retryNow(): void {
    this.backoff.reset();
    this.hurry.abort();
    this.hurry = new AbortController();
  }

  /** Resolves when the cluster answers. Nobody probes for a cluster that nobody waits for. */
  async opened(signal: AbortSignal): Promise<void> {
    this.waiting++;
    try {
      while (this.closedBy) {
        this.ended.throwIfAborted();
        await orAborted(this.startProbing(), signal);
      }
    } finally {
      this.waiting--;
    }
  }

  private startProbing(): Promise<void> {
    this.probing ??= this.probeUntilOpen().finally(() => {
      this.probing = undefined;
    });
    return this.probing;
  }

  private async probeUntilOpen(): Promise<void> {
    while (this.closedBy && !this.isEnded()) {
      await this.pause();
      if (this.isEnded() || this.waiting === 0) return;
      try {
        await this.probe();
        this.open();
      } catch (error) {
        if (this.isEnded()) return;
        this.closedBy = asClusterError(error);
        this.onChange();
      }
    }
  }

  private isEnded(): boolean {
    return this.ended.aborted;
  }

  private async pause(): Promise<void> {
    const hurry = this.hurry.signal;
    try {
      await delay(this.backoff.next(), AbortSignal.any([hurry, this.ended]));
    } catch (error) {
      if (!hurry.aborted && !this.ended.aborted) throw error;
    }
  }
}
