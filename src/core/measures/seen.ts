import type { Instant } from '../support/clock';

/** When a branch was last looked at. Of what came since nothing is known. */
export interface Seen {
  readonly at: Instant;
  /** Lately, so that what stood there then counts as what stands there. */
  readonly isNow: boolean;
}

/** All was looked at just now. */
export function seenNow(now: Instant): () => Seen {
  return () => ({ at: now, isNow: true });
}
