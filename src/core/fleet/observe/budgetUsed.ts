import type { ServiceLocation } from '../../change/location';
import type { Instant } from '../../support/clock';

/** The share of a forge's limit that is used up, 0 to 1, as far as it tells; what began anew since counts for nothing. */
export function budgetUsed(place: Pick<ServiceLocation, 'forge'> | undefined, now: Instant): number {
  const budget = place?.forge.kind === 'known' ? place.forge.client.budget : undefined;
  return !budget || budget.resetAt <= now ? 0 : 1 - budget.remaining / Math.max(1, budget.limit);
}
