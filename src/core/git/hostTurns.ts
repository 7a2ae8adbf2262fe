import { normalisedUrl } from './address';

interface Bounds {
  /** Work that one host may have at a time. */
  readonly perHost: number;
  /** Of all hosts together; a host that has none under way never waits for others. */
  readonly total: number;
}

/** What is reached by that address: a host by its name, whatever way leads to it; all folders of this machine alike. */
export function hostOf(url: string): string {
  return URL.parse(normalisedUrl(url))?.hostname ?? '';
}

/** Work on a repository that waits for its turn. @throws what the work throws; the signal's reason where it aborts before */
export type LimitByHost = <T>(repository: string, signal: AbortSignal, work: () => Promise<T>) => Promise<T>;

/** As many at a time of each host, and twice as many of all together. Every process of git, every reading counts, whatever it waits for. */
export function limitByHost(perHost: number): LimitByHost {
  const turns = new HostTurns({ perHost, total: 2 * perHost });
  return (repository, signal, work) => turns.run(hostOf(repository), signal, work);
}

/** Lets a few at a time begin, host by host: one that is silent holds up its own alone. */
export class HostTurns {
  private readonly underway = new Map<string, number>();
  private readonly waiting = new Map<string, Set<() => void>>();
  private total = 0;

  constructor(private readonly bounds: Bounds) {}

  /** @throws what the work throws; the signal's reason where it aborts before the work has begun */
  async run<T>(host: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    await this.turnOf(host, signal);
    try {
      return await work();
    } finally {
      this.end(host);
    }
  }

  private async turnOf(host: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.mayBegin(host)) {
      this.begin(host);
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const queue = this.waiting.get(host) ?? new Set();
      const leave = () => {
        queue.delete(begin);
        reject(signal.reason as Error);
      };
      const begin = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      signal.addEventListener('abort', leave, { once: true });
      this.waiting.set(host, queue.add(begin));
    });
  }

  private begin(host: string): void {
    this.total += 1;
    this.underway.set(host, (this.underway.get(host) ?? 0) + 1);
  }

  private end(host: string): void {
    this.total -= 1;
    const left = (this.underway.get(host) ?? 0) - 1;
    if (left > 0) this.underway.set(host, left);
    else this.underway.delete(host);
    for (const [other, queue] of this.waiting) this.beginNext(other, queue);
  }

  private beginNext(host: string, queue: Set<() => void>): void {
    for (const begin of queue) {
      if (!this.mayBegin(host)) return;
      queue.delete(begin);
      this.begin(host);
      begin();
    }
    this.waiting.delete(host);
  }

  private mayBegin(host: string): boolean {
    const own = this.underway.get(host) ?? 0;
    return own === 0 || (own < this.bounds.perHost && this.total < this.bounds.total);
  }
}
