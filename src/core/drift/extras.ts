import type { Comparison } from './comparison';
import { isChosen, isCopied, isFilledIn, isLeftToScaling, isNeverFilledIn, isNoise } from './habits';
import type { Owner } from './owners';
import type { Place } from './place';
import { isEmpty } from './values';

export type ExtraVerdict = { readonly isExtra: true; readonly owner: Owner | undefined } | { readonly isExtra: false };

const none: ExtraVerdict = { isExtra: false };

/**
 * Whether what only the live object has was put there by a person or left there by the deployer, rather than filled in by
 * the server or owned by a controller. Source: drift.md §4.3 rung 2, cases 25, 36, 38, 44, 58, 71.
 */
export function extraVerdict(comparison: Comparison, place: Place, live: unknown): ExtraVerdict {
  if (isEmpty(live) || isNoise(place, live)) return none;
  const { owners, desired } = comparison;
  if (isCopied(place, live, desired) || isLeftToScaling(place, desired)) return none;
  if (!owners.known) {
    const isExtra = isNeverFilledIn(place, desired) || comparison.lastApplied.has(place);
    return isExtra ? { isExtra, owner: undefined } : none;
  }
  const owner = owners.of(place);
  if (!owner || owner.class === 'controller') return none;
  const isExtra = tells(owner, place, comparison) || comparison.lastApplied.has(place);
  return isExtra ? { isExtra, owner } : none;
}

/** Whether the claim says that this very content was sent, and not filled in beside it. */
function tells(owner: Owner, place: Place, { desired }: Comparison): boolean {
  switch (owner.claim) {
    case 'inside':
      return false;
    case 'named':
      return !owner.withDefaults || isChosen(place) || isNeverFilledIn(place, desired);
    case 'covering':
      if (isNeverFilledIn(place, desired)) return true;
      return owner.class === 'person' && !owner.withDefaults && !isFilledIn(place);
  }
}
