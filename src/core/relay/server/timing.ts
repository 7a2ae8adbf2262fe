/** How long what takes, in milliseconds. Tests bring shorter ones. */
export interface Timing {
  /** For a body to arrive. */
  readonly bodyMs: number;
  /** Between two heartbeats of a stream. */
  readonly heartbeatMs: number;
  /** From an event until streams are written to, at most: what comes within it is written at once. */
  readonly gatherMs: number;
  /** A subscriber that does not read for so long is left. */
  readonly stalledMs: number;
  /** Once events can neither be stored nor heard for so long, subscribers are told that nothing is told. */
  readonly breakMs: number;
  /** How often a forge is asked again, give or take a tenth: subscribers that came together do not stay together. */
  readonly renewMs: number;
  /** After the forge did not say it of all; longer and longer while it does not. */
  readonly renewSoonMs: number;
  /** What one of a token's streams was told is good for its others. */
  readonly sharedMs: number;
}
