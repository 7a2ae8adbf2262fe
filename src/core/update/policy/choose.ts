import { isTag } from '../../registry/imageName';
import type { TagOrder } from './order';

/** Which tag is to be written in the place of the one that stands there. */
export type Choice =
  /** `ties`: other tags of the same version, which were not taken. */
  | { readonly kind: 'newer'; readonly tag: string; readonly ties: readonly string[] }
  /** What stands there is the newest that the policy allows, or newer. */
  | { readonly kind: 'newest' }
  /** There is a newer one, and a rollback took it, or one that is newer than it, away. */
  | { readonly kind: 'held'; readonly tag: string; readonly by: string }
  /** Nothing the policy would propose is there. */
  | { readonly kind: 'none' }
  /** What stands there, or what a rollback took away, has no place in the order: nothing can be said to be newer. */
  | { readonly kind: 'unplaced'; readonly tag: string };

/** What the choice is made from. */
export interface Choosing {
  /** The tag that stands there. */
  readonly current: string;
  /** As the registry has them, in any order. */
  readonly tags: readonly string[];
  /** Tags that a rollback took away. */
  readonly taken: readonly string[];
  /** The order says nothing of what it does not hold: a tag that was taken away and is gone may be newer than all. */
  readonly knowsOnlyListed?: boolean;
}

/**
 * The newest tag that a policy allows: never one that is older than what stands there, nor one that is not newer than what
 * a rollback took away. The order in which the registry lists them says nothing. What no registry could have as a tag is
 * passed over.
 * @see docs/update.md, "What is proposed"
 */
export function chooseTag(order: TagOrder, { current, tags, taken, knowsOnlyListed = false }: Choosing): Choice {
  const wanted = [...new Set(tags)].filter((tag) => isTag(tag) && order.isWanted(tag));
  const best = wanted.reduce<string | undefined>(
    (one, other) => (one === undefined || isBetter(order, other, one) ? other : one),
    undefined,
  );
  if (best === undefined) return { kind: 'none' };
  if (best === current) return { kind: 'newest' };
  if (!order.isPlaced(current)) return { kind: 'unplaced', tag: current };
  if (order.compare(best, current) <= 0) return { kind: 'newest' };
  const unknown = knowsOnlyListed ? taken.find((tag) => !order.isPlaced(tag)) : undefined;
  if (unknown !== undefined) return { kind: 'unplaced', tag: unknown };
  const placed = taken.filter((tag) => order.isPlaced(tag));
  const by =
    placed.find((tag) => order.compare(best, tag) < 0) ??
    taken.find((tag) => tag === best) ??
    placed.find((tag) => order.compare(best, tag) === 0);
  if (by !== undefined) return { kind: 'held', tag: best, by };
  const ties = wanted.filter((tag) => tag !== best && order.compare(tag, best) === 0).toSorted();
  return { kind: 'newer', tag: best, ties };
}

/** Of two names of one version the shorter one, then the one that comes first: by nothing that changes from day to day. */
function isBetter(order: TagOrder, one: string, other: string): boolean {
  const difference = order.compare(one, other);
  if (difference !== 0) return difference > 0;
  return one.length === other.length ? one < other : one.length < other.length;
}
