import type { PlanMemory } from '../promotion/edge';
import type { Instant } from '../support/clock';
import type { Place } from '../where/change';
import type { Histories } from './histories';
import { foundAt, stoodAs, type Standing } from './standing';

/**
 * Where a branch stood at an instant, as `standingAt`. Of its deployments one at most is read: the one that came next.
 * @param seen when the branch was last looked at
 * @throws GitError where history is missing
 */
export async function standingIn(
  { reader }: PlanMemory,
  histories: Histories,
  place: Place,
  at: Instant,
  seen: Instant,
): Promise<Standing> {
  const came = await histories.cameOf(place);
  const isCut = reader.repository.graph.parents(place.chain.commits.at(-1) ?? '').length > 0;
  const found = foundAt(came, isCut, at, seen);
  if (found.kind !== 'at') return found;
  const { position } = found;
  const next = position > 0 ? await histories.one(place, position - 1) : undefined;
  const isUndated = came[position]?.isUndated === true;
  return stoodAs({ position, isUndated, isNextOnRewritten: next?.offBranch !== undefined });
}
