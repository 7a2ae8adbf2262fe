import type { PlanMemory } from '../promotion/edge';
import type { Sha } from '../support/sha';
import type { Question } from './question';
import { search } from './search';
import { journeyOf, type Journey, type Ways } from './where';

/** What was found of a question in one service, the newest first. */
export interface Followed {
  readonly journeys: readonly Journey[];
  /** There may be more, older ones. */
  readonly isCut: boolean;
}

/**
 * Follows what somebody can mean. Of deployments that match only those that somebody made: a promotion quotes what it brings, and
 * a rollback holds what was there before. Where there are no others, these.
 * @param ways of places whose ancestors are loaded
 */
export async function follow(
  memory: PlanMemory,
  ways: Ways,
  question: Question,
  limit: number,
  signal: AbortSignal,
): Promise<Followed> {
  const { commits, isCut } = await search(memory, ways.places, question, signal);
  const [made, copies] = [new Map<Sha, Journey>(), new Map<Sha, Journey>()];
  let left = commits.length;
  for (const commit of commits) {
    if (made.size === limit) break;
    left -= 1;
    const journey = await journeyOf(memory, ways, commit, signal);
    if (!journey) continue;
    const { commit: deployment, origin } = journey.made;
    const kept = origin.kind === 'promotion' || origin.kind === 'rollback' ? copies : made;
    if (!kept.has(deployment)) kept.set(deployment, journey);
  }
  if (made.size > 0) return { journeys: [...made.values()], isCut: isCut || left > 0 };
  return { journeys: [...copies.values()].slice(0, limit), isCut: isCut || copies.size > limit };
}
