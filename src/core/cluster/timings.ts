/** Every waiting time and bound of the cluster clients. Tests shorten them. */
export interface Timings {
  /** Until an answer begins. */
  readonly headersMs: number;
  /** Until an answer, other than a watch, is complete. */
  readonly answerMs: number;
  /** A watch on which nothing came for that long is half-open; servers send a bookmark about every minute. */
  readonly idleMs: number;
  /**
   * What told nothing for that long, however often it was watched anew, is listed: a watch that continues from a version
   * which is still to come (an etcd restored from a backup) is silent, without an error (docs/field-notes.md).
   */
  readonly silentMs: number;
  /** A watch is asked to end after this long, drawn between 80 and 100 %, and is then continued. */
  readonly watchMs: number;
  /** A watch that ended sooner than this counts as a failure. */
  readonly steadyMs: number;
  /** That a watch is alive and all is as it was is told no more often than this. */
  readonly confirmMs: number;
  /** A whole list again, whatever the watch said: watches have been seen to go silent. */
  readonly relistMs: number;
  readonly backoffBaseMs: number;
  readonly backoffCapMs: number;
  /** Between looks at a kind that is forbidden or missing. */
  readonly refusedMs: number;
  /** Between lists of what no watch is left for. */
  readonly pollMs: number;
  /** Changes within this are one event. */
  readonly coalesceMs: number;
  readonly pageSize: number;
  /** From so many namespaces on, one watch of the whole cluster is asked for in place of theirs. */
  readonly wideFrom: number;
  /** What came later, too few for a new list at once, is covered by the next one after this long. */
  readonly wideSettleMs: number;
  /** A server that refuses that is not asked again for so long. */
  readonly wideAgainMs: number;
  /** One that fails to answer that is asked again after this long; until then namespaces are read one by one. */
  readonly wideRetryMs: number;
  /** Watches of one cluster at a time: over HTTP/1.1 each is a socket. */
  readonly maxStreams: number;
}

export const usualTimings: Timings = {
  headersMs: 15_000,
  answerMs: 60_000,
  idleMs: 90_000,
  silentMs: 170_000,
  watchMs: 5 * 60_000,
  steadyMs: 5_000,
  confirmMs: 10_000,
  relistMs: 15 * 60_000,
  backoffBaseMs: 500,
  backoffCapMs: 30_000,
  refusedMs: 60_000,
  pollMs: 120_000,
  coalesceMs: 25,
  pageSize: 500,
  wideFrom: 6,
  wideSettleMs: 10_000,
  wideAgainMs: 30 * 60_000,
  wideRetryMs: 2 * 60_000,
  maxStreams: 128,
};
