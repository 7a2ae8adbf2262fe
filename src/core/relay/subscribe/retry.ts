const firstMs = 1_000;
const longestMs = 60_000;
/** What a relay asks for counts, up to this: it must not be able to keep anybody away for good. */
const longestAskedMs = 60 * 60_000;

/**
 * How long to wait before another try, in milliseconds: doubled with each, and spread, so that those who lost a relay at one
 * moment do not come back at one. Source: docs/relay.md, "Subscribing".
 *
 * @param failures tries in a row that came to nothing, from 1
 * @param askedMs what the relay asked for; then at least as long
 * @param random from 0 to 1
 */
export function retryAfter(failures: number, askedMs: number, random: number): number {
  const doubled = Math.min(firstMs * 2 ** Math.min(failures - 1, 16), longestMs);
  const asked = Math.min(Math.max(0, askedMs), longestAskedMs);
  return Math.round(doubled * (0.5 + random) + asked * (1 + random / 2));
}
