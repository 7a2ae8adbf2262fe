import type { Alarms, Clock, Instant } from '../../support/clock';
import type { Disposable } from '../../support/disposable';
import type { Log } from '../../support/log';
import { repositoryKey, type RelayRepository } from '../../relay/repository';
import type { SharedFact } from '../../relay/subscribe/heldFacts';
import type { RelayAddress } from '../../relay/subscribe/address';
import type { Hint } from '../../relay/hints/hint';
import { RelaySubscriber, type RelayStatus } from '../../relay/subscribe/subscriber';

/** A relay, and what it takes for this person on a forge. */
export interface RelaySettings {
  readonly address: RelayAddress;
  /** By the forge's host; nothing where the person has not agreed that one is sent. */
  readonly token: (host: string, signal: AbortSignal) => Promise<string | undefined>;
}

/** Whoever observes a repository. */
export interface RelayEars {
  hint(hint: Hint): void;
  /** The relay said anew what it read, or that it could not. */
  fact(): void;
  /** Events may be missing; to be read once within that time. */
  missing(withinMs: number): void;
  /** Events come from now on, and what came before is not known. */
  told(): void;
  /** No events come any more. */
  untold(): void;
}

interface Followed {
  readonly repository: RelayRepository;
  /** Each with the branches that it wants facts of. */
  readonly ears: Map<RelayEars, readonly string[]>;
  since: Instant | undefined;
}

/** Brings what a relay tells to whoever observes the repository. Without a relay it does nothing. */
export class FleetRelay implements Disposable {
  private readonly followed = new Map<string, Followed>();
  private subscriber: RelaySubscriber | undefined;

  constructor(
    private readonly deps: {
      readonly clock: Clock;
      readonly alarms: Alarms;
      readonly random: () => number;
      readonly log: Log;
    },
    private readonly onStatus: (status: RelayStatus | undefined) => void,
  ) {}

  /** Follows another relay than before, or none. */
  use(settings: RelaySettings | undefined): void {
    this.subscriber?.dispose();
    this.subscriber =
      settings &&
      new RelaySubscriber({
        ...settings,
        ...this.deps,
        listener: {
          hint: (hint) => this.earsOf(hint.repository).forEach((one) => one.hint(hint)),
          fact: (repository) => this.earsOf(repository).forEach((one) => one.fact()),
          doubt: (repositories, withinMs) => this.doubt(repositories, withinMs),
          changed: () => this.compare(),
          alive: () => this.onStatus(this.subscriber?.status),
        },
      });
    for (const followed of this.followed.values()) this.want(followed);
    this.compare();
  }

  /** A person has signed in, or out. */
  again(): void {
    this.subscriber?.again();
  }

  /** @param branches of which the relay's own reading is of use */
  follow(repository: RelayRepository, ears: RelayEars, branches: readonly string[]): Disposable {
    const key = repositoryKey(repository);
    const followed = this.followed.get(key) ?? { repository, ears: new Map(), since: undefined };
    this.followed.set(key, followed);
    followed.ears.set(ears, branches);
    this.want(followed);
    if (followed.since !== undefined) ears.told();
    return {
      dispose: () => {
        followed.ears.delete(ears);
        if (this.followed.get(key) !== followed) return;
        if (followed.ears.size > 0) {
          this.want(followed);
          return;
        }
        this.followed.delete(key);
        this.subscriber?.unwant(repository);
      },
    };
  }

  /** What the relay read of a repository last; nothing where it reads nothing, or could not. */
  factOf(repository: RelayRepository): SharedFact | undefined {
    return this.subscriber?.factOf(repository);
  }

  /** Since when events about a repository come without a break. */
  toldSince(repository: RelayRepository): Instant | undefined {
    return this.subscriber?.toldSince(repository);
  }

  dispose(): void {
    this.subscriber?.dispose();
    this.followed.clear();
  }

  private earsOf(key: string): readonly RelayEars[] {
    return [...(this.followed.get(key)?.ears.keys() ?? [])];
  }

  private want({ repository, ears }: Followed): void {
    this.subscriber?.want(repository, [...new Set([...ears.values()].flat())].sort());
  }

  private doubt(repositories: readonly string[], withinMs: number): void {
    for (const key of repositories) {
      const followed = this.followed.get(key);
      if (!followed) continue;
      followed.since = this.toldSince(followed.repository);
      for (const one of followed.ears.keys()) one.missing(withinMs);
    }
  }

  private compare(): void {
    for (const followed of this.followed.values()) {
      const before = followed.since;
      const now = this.toldSince(followed.repository);
      if (now === before) continue;
      followed.since = now;
      for (const one of followed.ears.keys()) {
        if (before !== undefined) one.untold();
        if (now !== undefined) one.told();
      }
    }
    this.onStatus(this.subscriber?.status);
  }
}
