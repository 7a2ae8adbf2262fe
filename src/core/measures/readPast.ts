import type { PlanMemory } from '../promotion/edge';
import type { DeploymentRecord } from '../promotion/history/history';
import type { Instant } from '../support/clock';
import type { Place } from '../where/change';
import type { Histories } from './histories';
import { soonestOf, type Dated } from './standing';

/** The deployments of one environment, read as far back as an instant. */
export interface ReadPast {
  /** Those that are younger than the instant, newest first. */
  readonly records: readonly DeploymentRecord[];
  /** All of the branch, newest first. Of what is not in `records` it is not known whether it was made on a rewritten branch. */
  readonly dated: readonly Dated[];
  /** The branch is followed no further back than its oldest deployment here. */
  readonly isCut: boolean;
}

/** Reads what came to an environment after an instant. @throws GitError where history is missing */
export async function readPast(
  { reader }: PlanMemory,
  histories: Histories,
  place: Place,
  since: Instant,
): Promise<ReadPast> {
  const { commits } = place.chain;
  const came = await histories.cameOf(place);
  // Where clocks went wrong what is newer may say an older time.
  const count = soonestOf(came).findLastIndex((at) => at > since) + 1;
  const records: DeploymentRecord[] = [];
  for (let at = 0; at < count; at += 1) records.push(await histories.at(place, at));
  const dated = came.map((one, position) => ({
    ...one,
    isOnRewritten: records[position]?.offBranch !== undefined,
  }));
  return { records, dated, isCut: reader.repository.graph.parents(commits.at(-1) ?? '').length > 0 };
}
