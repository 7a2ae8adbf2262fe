import type { Clock, Instant } from '../../support/clock';
import { Lru } from '../../support/lru';
import { SharedWork } from '../../support/sharedWork';
import type { Api } from './api';

/** What was told, and when it was asked for. */
export interface Kept<T> {
  readonly value: T;
  readonly at: Instant;
}

/** One or a few for each repository of a fleet. */
const mostOfMany = 10_000;

/**
 * What a forge told one account, while it may be taken as it was: what one may see and do is no other's. All that clients keep
 * beyond a request is kept here. An answer during which the account changed is kept for nobody.
 */
export class KeptAnswers<T> {
  private readonly held: Lru<string, Kept<T>>;
  private readonly reading = new Map<string, SharedWork<Kept<T>>>();

  constructor(
    private readonly api: Pick<Api, 'who'>,
    private readonly clock: Clock,
    private readonly maxAgeMs: number,
    mostKept = mostOfMany,
  ) {
    this.held = new Lru(mostKept);
  }

  async get(key: string, signal: AbortSignal): Promise<Kept<T> | undefined> {
    return this.fresh(await this.keyOf(key, signal));
  }

  async keep(key: string, value: T, signal: AbortSignal): Promise<void> {
    this.held.set(await this.keyOf(key, signal), { value, at: this.clock.now() });
  }

  /** Asks the forge, whatever is kept. */
  async anew(key: string, read: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<Kept<T>> {
    const [at, mine] = [this.clock.now(), await this.keyOf(key, signal)];
    const told = { value: await read(signal), at };
    if ((await this.keyOf(key, signal)) === mine) this.held.set(mine, told);
    return told;
  }

  /** As it was told within the time; else the forge is asked, once for all who want it at the same time. */
  async recent(key: string, read: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<Kept<T>> {
    const mine = await this.keyOf(key, signal);
    const held = this.fresh(mine);
    if (held !== undefined) return held;
    const begun = this.reading.get(mine);
    if (begun && !begun.isLeft) return begun.of(signal);
    const work = new SharedWork((ending) => this.anew(key, read, ending));
    this.reading.set(mine, work);
    void work.over.then(() => this.reading.get(mine) === work && this.reading.delete(mine));
    return work.of(signal);
  }

  private fresh(key: string): Kept<T> | undefined {
    const held = this.held.get(key);
    return held && this.clock.now() - held.at <= this.maxAgeMs ? held : undefined;
  }

  private async keyOf(key: string, signal: AbortSignal): Promise<string> {
    return `${await this.api.who(signal)} ${key}`;
  }
}
