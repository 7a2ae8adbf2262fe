import type { Alarms, Clock, Instant } from '../../support/clock';
import type { Disposable } from '../../support/disposable';
import { groupBy } from '../../support/groupBy';
import type { Log } from '../../support/log';
import type { Message } from '../../support/message';
import { mostBranches } from '../facts/fact';
import { mostRepositories } from '../protocol';
import { repositoryKey, repositoryText, type RelayRepository } from '../repository';
import type { RelayAddress } from './address';
import { HeldFacts, type SharedFact } from './heldFacts';
import type { Hint } from '../hints/hint';
import { RelayStream } from './stream';

/** How the relay stands, of all streams together; nothing of this is a fact about a repository. */
export type RelayStatus =
  /** It tells of so many repositories of those that were asked for. */
  | {
      readonly kind: 'live';
      readonly host: string;
      readonly heardAt: Instant;
      readonly told: number;
      /** Of so many of them it tells what it read as well. */
      readonly read: number;
      readonly asked: number;
    }
  /** It is being asked for the first time. */
  | { readonly kind: 'asked'; readonly host: string }
  | { readonly kind: 'away'; readonly host: string; readonly since: Instant; readonly why: Message };

export interface SubscriberOptions {
  readonly address: RelayAddress;
  /** What the relay takes for this person on a forge, by its host; nothing where nothing is to be sent. */
  readonly token: (host: string, signal: AbortSignal) => Promise<string | undefined>;
  readonly clock: Clock;
  readonly alarms: Alarms;
  readonly random: () => number;
  readonly log: Log;
  readonly listener: SubscriberListener;
}

export interface SubscriberListener {
  hint(hint: Hint): void;
  /** What the relay read of a repository was told, or that it is as it was. */
  fact?(repository: string): void;
  /** Events about these (as `repositoryKey` spells them) may be missing: each is to be read within that time. */
  doubt(repositories: readonly string[], withinMs: number): void;
  /** What is told of, or how the relay stands, may have changed. */
  changed(): void;
  /** It was heard of, and all stands as before. */
  alive(): void;
}

interface Wanted {
  readonly repository: RelayRepository;
  readonly branches: readonly string[];
}

/** Wishes come one by one while a fleet is found; they are sent together. */
const gatherMs = 500;

/** Follows one relay: a stream for each forge. */
export class RelaySubscriber implements Disposable {
  private readonly wanted = new Map<string, Wanted>();
  private readonly streams = new Map<string, RelayStream>();
  private readonly facts: HeldFacts;
  private gathering: Disposable | undefined;

  constructor(private readonly options: SubscriberOptions) {
    this.facts = new HeldFacts(options.address.host, options.clock);
  }

  /** @param branches of which the relay's facts are wanted; none: no facts are */
  want(repository: RelayRepository, branches: readonly string[] = []): void {
    const key = repositoryKey(repository);
    const before = this.wanted.get(key);
    if (before && JSON.stringify(before.branches) === JSON.stringify(branches)) return;
    this.wanted.set(key, { repository, branches });
    this.ask();
  }

  unwant(repository: RelayRepository): void {
    if (this.wanted.delete(repositoryKey(repository))) this.ask();
  }

  /** Since when events about a repository come without a break; nothing where they do not. */
  toldSince(repository: RelayRepository): Instant | undefined {
    return this.streams.get(repository.host)?.told.get(repositoryKey(repository));
  }

  /** What the relay read of a repository last, while it tells of it. */
  factOf(repository: RelayRepository): SharedFact | undefined {
    return this.toldSince(repository) === undefined ? undefined : this.facts.of(repositoryKey(repository));
  }

  get status(): RelayStatus {
    const { host } = this.options.address;
    const phases = [...this.streams.values()].map(({ state }) => state.phase);
    const open = phases.flatMap((phase) => (phase.kind === 'open' && phase.isScoped ? [phase] : []));
    if (open.length > 0) {
      const told = open.reduce((sum, phase) => sum + phase.told.size, 0);
      return {
        kind: 'live',
        host,
        told,
        read: this.facts.known,
        asked: this.wanted.size,
        heardAt: Math.max(...open.map(({ heardAt }) => heardAt)),
      };
    }
    const away = phases.flatMap((phase) =>
      (phase.kind === 'waiting' || phase.kind === 'opening') && phase.why
        ? [{ since: phase.awaySince, why: phase.why }]
        : [],
    );
    const [first] = away.sort((a, b) => a.since - b.since);
    return first ? { kind: 'away', host, ...first } : { kind: 'asked', host };
  }

  /** A person did something about it. */
  again(): void {
    for (const stream of this.streams.values()) stream.again();
  }

  dispose(): void {
    this.gathering?.dispose();
    for (const stream of this.streams.values()) stream.dispose();
    this.streams.clear();
    this.wanted.clear();
    this.facts.keep([]);
  }

  private ask(): void {
    this.gathering ??= this.options.alarms.after(gatherMs, () => this.askNow());
  }

  private askNow(): void {
    this.gathering = undefined;
    const byHost = groupBy([...this.wanted.values()], ({ repository }) => repository.host);
    for (const [host, stream] of this.streams) if (!byHost.has(host)) stream.want([]);
    for (const [host, wanted] of byHost) {
      // What is beyond is looked at as without a relay.
      const asked = wanted.slice(0, mostRepositories);
      const branches = new Set(asked.flatMap((one) => one.branches));
      this.streamOf(host).want(
        asked.map(({ repository }) => repositoryText(repository)),
        [...branches].sort().slice(0, mostBranches),
      );
    }
  }

  private streamOf(host: string): RelayStream {
    const { address, token, clock, alarms, random, log, listener } = this.options;
    const known = this.streams.get(host);
    if (known) return known;
    const stream = new RelayStream({
      address,
      token: (signal) => token(host, signal),
      clock,
      alarms,
      random,
      log,
      listener: {
        // Of what this stream was asked for alone: it cannot tell of another forge.
        hint: (hint) => listener.hint(hint),
        fact: (repository, told) => {
          if (this.facts.take(repository, told)) listener.fact?.(repository);
        },
        doubt: (repositories, withinMs) => listener.doubt(repositories, withinMs),
        changed: () => {
          this.facts.keep([...this.streams.values()].flatMap(({ told }) => [...told.keys()]));
          listener.changed();
        },
        alive: () => listener.alive(),
      },
    });
    this.streams.set(host, stream);
    return stream;
  }
}
