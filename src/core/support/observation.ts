import type { Instant } from './clock';
import type { Message } from './message';

/** When a fact was observed, and where. Every fact carries one. */
export interface Observation {
  readonly at: Instant;
  /** The place in people's words: `git.example.com`, `cluster staging`, `mirror`. */
  readonly source: string;
  /** Who read it there for us, where we did not ourselves: a relay, by its host. */
  readonly via?: string;
  /** How often it is looked at, in milliseconds, where that is not as often as usual. */
  readonly everyMs?: number;
}

export type Freshness = 'fresh' | 'stale';

/** A fact is stale once it is older than twice the interval at which it is looked at. Source: docs/forges.md, "Words of checks". */
export function freshness(observation: Observation, now: Instant, intervalMs: number): Freshness {
  return now - observation.at <= 2 * (observation.everyMs ?? intervalMs) ? 'fresh' : 'stale';
}

/**
 * Why a fact is not known. None of these ever looks like a good state.
 * `notConfigured`: nobody said where to look. `pending`: not looked at yet. `unjudged`: it was looked at, and the rules by
 * which it is judged cannot be read.
 */
export type Unknown = {
  readonly kind: 'unknown';
  readonly reason:
    'pending' | 'notConfigured' | 'forbidden' | 'unauthorised' | 'unreachable' | 'missing' | 'invalid' | 'unjudged';
  readonly said: Message;
  readonly observed?: Observation;
};
