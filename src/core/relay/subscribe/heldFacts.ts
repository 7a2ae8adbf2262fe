import type { Check } from '../../forge/types';
import type { Clock, Instant } from '../../support/clock';
import type { FactAgain, KnownFact, ToldFact } from '../facts/fact';

/** What a relay read of one repository, as the relay tells it. */
export interface SharedFact {
  /** The relay, by its host. */
  readonly relay: string;
  /** When the branches were read, by this clock. */
  readonly at: Instant;
  /** Those that were asked for; nothing where there is none of that name. */
  readonly heads: ReadonlyMap<string, string | undefined>;
  /** How many are open, and what changes when any of them does. */
  readonly pullRequests?: { readonly open: number; readonly mark: string; readonly at: Instant } | undefined;
  /** Of commits whose checks were read. */
  readonly checks: ReadonlyMap<string, { readonly checks: readonly Check[]; readonly at: Instant }>;
}

interface Held {
  readonly fact: KnownFact;
  readonly shared: SharedFact;
}

/** What a relay read of the repositories that it tells of: of each what it said last, and nothing once it says that it could not read. */
export class HeldFacts {
  private readonly held = new Map<string, Held>();

  constructor(
    private readonly relay: string,
    private readonly clock: Clock,
  ) {}

  /** Of how many repositories something is held. */
  get known(): number {
    return this.held.size;
  }

  of(key: string): SharedFact | undefined {
    return this.held.get(key)?.shared;
  }

  /** Whether anything changed by it. */
  take(key: string, told: ToldFact | FactAgain): boolean {
    const before = this.held.get(key);
    if ('mark' in told && before?.fact.mark !== told.mark) return false; // of something that was never told here
    const fact = 'fact' in told ? told.fact : before?.fact;
    if (fact?.kind === 'known')
      this.held.set(key, { fact, shared: sharedBy(this.relay, fact, this.clock.now() - told.ageMs) });
    else this.held.delete(key);
    return true;
  }

  /** Of all others nothing is told any more. */
  keep(keys: readonly string[]): void {
    const kept = new Set(keys);
    for (const key of this.held.keys()) if (!kept.has(key)) this.held.delete(key);
  }
}

function sharedBy(relay: string, { branches, pullRequests, commits }: KnownFact, at: Instant): SharedFact {
  return {
    relay,
    at,
    heads: new Map(branches.map(({ branch, commit }) => [branch, commit])),
    pullRequests: pullRequests && { ...pullRequests, at: at - pullRequests.olderMs },
    checks: new Map(
      commits.flatMap(({ commit, olderMs, checks }) => (checks ? [[commit, { checks, at: at - olderMs }]] : [])),
    ),
  };
}
