import type { Proposal } from '../../core/change/proposals/proposals';
import type { Instant } from '../../core/support/clock';
import { freshness, type Observation } from '../../core/support/observation';
import { lookedAtEveryMs } from '../../core/fleet/state/lookedAt';

/** Whether a fact says how it was and not how it is; one that says nothing of its age is not held to it. */
export function isSeenLongAgo({ observed }: { readonly observed?: Observation }, now: Instant): boolean {
  return observed !== undefined && freshness(observed, now, lookedAtEveryMs) === 'stale';
}

/** Pull requests of ours against which something stands. That the source went on is as it should be: merging ships what was reviewed. */
export function staleOnes<P extends Proposal>(proposals: readonly P[]): readonly P[] {
  return proposals.filter((one) => one.kind !== 'person' && one.stale.some((reason) => reason !== 'sourceAdvanced'));
}

/** The first of some times, as far as they can be read. */
export function earliest(times: readonly (string | undefined)[]): Instant | undefined {
  const known = times.flatMap((time) => {
    const at = time === undefined ? NaN : Date.parse(time);
    return Number.isFinite(at) ? [at] : [];
  });
  return known.length === 0 ? undefined : Math.min(...known);
}
