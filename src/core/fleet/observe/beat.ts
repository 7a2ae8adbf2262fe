/** A small part of the shortest interval at which anything is looked at. */
const usualBeatMs = 4_000;
/** The same for what is only swept: so that what a forge tells of many at once is still asked of many at once. */
export const sweepBeatMs = 180_000;

/**
 * When to look next, in milliseconds from now: on the beat that is nearest to `delayMs`. Services whose turn is near
 * each other are so looked at in one sweep of their forge, instead of by a request each.
 *
 * @param phase where this fleet's beats lie, from 0 to 1: those of other windows lie elsewhere
 */
export function onBeat(delayMs: number, now: number, phase: number, beatMs = usualBeatMs): number {
  const shift = phase * beatMs;
  const beat = Math.round((now + delayMs - shift) / beatMs) * beatMs + shift;
  return beat <= now ? beat - now + beatMs : beat - now;
}
