import * as z from 'zod';
import { wantedFacts } from './facts/fact';

/** Where subscribers ask, and how much of it they may. Source: docs/relay.md, "Subscribing". */
export const eventsPath = '/v1/events';
/** How many repositories one stream may be about. */
export const mostRepositories = 2_000;
/** A stream on which nothing came for three of these is dead. */
export const heartbeatMs = 15_000;
/** How a token of the relay's own begins; one that begins so is never sent to a forge. */
export const relayTokenPrefix = 'blr_';

/** The body of a POST: all of one forge's host, each as `host/path`. */
export const subscription = z.object({
  repositories: z.array(z.string().max(800)).min(1).max(mostRepositories),
  /** Who wants to be told what the relay reads as well. */
  facts: wantedFacts.optional(),
});

/** Names of the stream's events; an event without a name is a `RelayEvent`. */
export const streamEvents = { scope: 'scope', reset: 'reset', end: 'end', fact: 'fact', again: 'again' } as const;

/**
 * About which of the repositories this stream tells from here on, spelled as they were asked for. About the others it says nothing,
 * whatever the reason: those are looked at as if there were no relay.
 */
export const scope = z.object({ repositories: z.array(z.string()) });

/**
 * Events may be missing before this place: each repository of the scope is to be read once, at a moment chosen by chance within
 * `spreadMs`.
 */
export const reset = z.object({
  /** A word that may be new: `new` (no place was given), `restarted` (of another stream), `tooOld`, `interrupted` (nothing was heard for a while). */
  reason: z.string(),
  spreadMs: z.int().nonnegative(),
  /** Where it is there: events may be missing of these alone, which are in the scope, spelled as there. */
  repositories: z.array(z.string()).optional(),
});

/** The stream ends, and another try is of use after `retryMs` at the earliest. */
export const end = z.object({
  /**
   * A word that may be new: `shutdown`; `nothing` (there is nothing that may be told to this token); `refused` (the forge does not know the
   * token any more); `unreachable` (the forge could not be asked); `busy`.
   */
  reason: z.string(),
  retryMs: z.int().nonnegative(),
});
