import type { SchemaNode } from '../../cluster/schemas/schema';
import type { Comparison } from './comparison';
import {
  isChosen,
  isCopied,
  isFilledIn,
  isKept,
  isLeftToScaling,
  isManagedByNature,
  isNeverFilledIn,
  isNoise,
  lastAppliedKey,
} from './habits';
import type { Owner } from '../ownership/owners';
import { FieldPath } from './fieldPath';
import { isWithinWhole } from './wholes';
import { isEmpty, isMap } from '../values/values';

export type ExtraVerdict = { readonly isExtra: true; readonly owner: Owner | undefined } | { readonly isExtra: false };

const none: ExtraVerdict = { isExtra: false };

/**
 * Whether what only the live object has was put there by a person or left there by the deployer, rather than filled in by
 * the server or owned by a controller. Source: docs/drift.md, "How an answer is found", rung 2; test/unit/drift/cases, cases 25, 36, 38, 44, 58, 71.
 */
export function extraVerdict(
  comparison: Comparison,
  place: FieldPath,
  live: unknown,
  schema: SchemaNode | undefined,
): ExtraVerdict {
  if (isEmpty(live) || isNoise(place, live)) return none;
  const { owners, desired, lastApplied } = comparison;
  if (isCopied(place, live, desired) || isLeftToScaling(place, desired)) return none;
  if (isManagedByNature(place, undefined, desired)) return none;
  if (!owners.known) {
    const isExtra = isSentBySomebody(comparison, place) || (lastApplied.has(place) && !isKept(place, comparison.kind));
    return isExtra ? { isExtra, owner: undefined } : none;
  }
  const owner = owners.of(place);
  if (!owner || owner.class === 'controller' || isSentEmpty(owner, live, schema)) return none;
  if (owner.class === 'deployer' && isKept(place, comparison.kind)) return none;
  const isExtra = lastApplied.has(place) || (!isNoted(comparison, owner) && tells(owner, place, comparison));
  return isExtra ? { isExtra, owner } : none;
}

/** A map that was sent with nothing in it: what it has now has owners of its own, or none. */
function isSentEmpty(owner: Owner, live: unknown, schema: SchemaNode | undefined): boolean {
  if (!isMap(live) || !owner.isBare || !owner.isApplied) return false;
  return owner.isShared || (schema?.fields !== undefined && !schema.atomic);
}

/** Whether nobody but a person or the deployer puts it there. */
function isSentBySomebody(comparison: Comparison, place: FieldPath): boolean {
  return isNeverFilledIn(place, comparison.desired) || isWithinWhole(comparison, place);
}

/** Whether this deployer keeps a note of all that it sent, so that the rest is the server's or a webhook's. */
export function isNoted({ owners, lastApplied }: Comparison, owner: Owner): boolean {
  if (owner.class !== 'deployer' || owner.isApplied || !lastApplied.isKnown) return false;
  return owners.of(notePlace)?.manager === owner.manager;
}

const notePlace = FieldPath.root.key('metadata').key('annotations').key(lastAppliedKey);

/** Whether the claim says that this very content was sent, and not filled in beside it. */
function tells(owner: Owner, place: FieldPath, comparison: Comparison): boolean {
  switch (owner.claim) {
    case 'inside':
      return false;
    case 'named':
      return !owner.withDefaults || isChosen(place) || isNeverFilledIn(place, comparison.desired);
    case 'covering':
      if (isSentBySomebody(comparison, place)) return true;
      return owner.class === 'person' && !owner.withDefaults && !isFilledIn(place);
  }
}
