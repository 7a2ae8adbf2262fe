import type { PlanMemory } from '../promotion/edge';
import { searchedStates } from '../promotion/baseline/sourceStates';
import type { DeploymentRecord } from '../promotion/history/history';
import type { Instant } from '../support/clock';
import type { Message } from '../support/message';
import type { Sha } from '../support/sha';
import type { Place } from '../where/change';
import type { DeploymentVerdict, JudgedDeployment, MeasuredDeployment } from './deployment';
import { sharedWith, type Histories } from './histories';
import { judged } from './judge';
import { Makers } from './made';
import { isWithin, type Period } from './period';

/** A stretch of a branch's past that somebody rewrote: what was deployed in it is not known. */
export interface RewrittenSpan {
  /** The deployment that says so, and the commit that it names and the branch does not have. */
  readonly commit: Sha;
  readonly names: Sha;
  readonly from: Instant;
  readonly until: Instant;
}

/** The deployments of one environment of one service, as far as a period needs them. */
export interface MeasuredEnvironment {
  readonly environment: string;
  /** Those of the period and what came after them, newest first. */
  readonly deployments: readonly JudgedDeployment[];
  readonly rewritten: readonly RewrittenSpan[];
  /** How many of the period are older, by their time, than the one before them: a clock goes wrong. */
  readonly outOfOrder: number;
  /** The branch is followed no further back than this. Nothing where its beginning was reached, or the period's. */
  readonly cutAt?: Instant;
}

/** Asks how deployments went, the most wanted first. Of what it does not tell nothing is known. */
export type AskVerdicts = (commits: readonly Sha[]) => Promise<ReadonlyMap<Sha, DeploymentVerdict>>;

/** What was measured of a service. */
export interface MeasuredService {
  readonly service: string;
  readonly environments: readonly MeasuredEnvironment[];
  /** Environments that the catalog names and whose branch is not there. */
  readonly missing: readonly string[];
  /** Why the forge did not tell how the deployments went. */
  readonly verdictFailure: Message | undefined;
  /** Of how many deployments the forge was not asked, since they were too many. */
  readonly unasked: number;
}

/** Reads what the figures of one environment go by. @throws GitError where history is missing */
export async function measureEnvironment(
  memory: PlanMemory,
  histories: Histories,
  { service, place }: { readonly service: string; readonly place: Place },
  period: Period,
  ask: AskVerdicts,
): Promise<MeasuredEnvironment> {
  const came = await histories.cameOf(place);
  const times = came.map(({ at }) => at);
  const oldest = times.findLastIndex((at) => isWithin(at, period));
  // One more: whether what failed first in the period goes on failing is told by what was there before it.
  const count = Math.min(oldest + 2, times.length);
  const records: DeploymentRecord[] = [];
  for (let at = 0; oldest >= 0 && at < count; at += 1) records.push(await histories.at(place, at));
  const wanted = records.map(({ commit }, at) => ({ commit, isIn: isWithin(times[at] ?? NaN, period) }));
  const verdicts = await ask([
    ...wanted.filter(({ isIn }) => isIn).map(({ commit }) => commit),
    ...wanted
      .filter(({ isIn }) => !isIn)
      .toReversed()
      .map(({ commit }) => commit),
  ]);
  const makers = new Makers(histories, async (commit) => {
    const { committer } = await memory.reader.repository.commit(commit);
    return Date.parse(committer.time);
  });
  const searched = await searchedSince(histories, place);
  const chain: MeasuredDeployment[] = [];
  for (const [position, record] of records.entries()) {
    const { commit, subject, origin } = record;
    const at = times[position] ?? NaN;
    const isShared = came[position]?.isUndated === true;
    const isJudgedEarlier = sharedWith(histories.environments, place, commit) !== undefined;
    const isIn = isWithin(at, period);
    const brought =
      isIn && !isShared && origin.kind === 'promotion' ? await makers.broughtBy(place, record) : undefined;
    chain.push({
      ...{ service, environment: place.environment, commit, subject, at, isShared },
      kind: origin.kind === 'hotfix' && at <= searched ? 'untold' : origin.kind,
      undone: origin.kind === 'rollback' && origin.restored === undefined ? origin.undone : [],
      verdict: isJudgedEarlier ? 'unknown' : (verdicts.get(commit) ?? 'unknown'),
      changes: brought?.changes ?? [],
      changesAreWhole: brought?.isWhole ?? true,
    });
  }
  const deployments = judged(chain).slice(0, Math.max(0, oldest + 1));
  const cutAt = cutOf(memory, place, times, period);
  return {
    environment: place.environment,
    deployments,
    rewritten: rewrittenIn(records, times).filter((span) => span.from < period.until && span.until >= period.since),
    outOfOrder: deployments.filter(
      ({ at, isShared }, position) => !isShared && isWithin(at, period) && at < (times[position + 1] ?? at),
    ).length,
    ...(cutAt === undefined ? {} : { cutAt }),
  };
}

/** From when on equal content is found on all sources. What says nothing of itself and is older may be a promotion, or a hotfix. */
export async function searchedSince(histories: Histories, { environment }: Place): Promise<Instant> {
  const { places, edges } = histories.environments;
  const names = new Set(edges.filter(({ to }) => to === environment).map(({ from }) => from));
  const sources = places.filter((place) => names.has(place.environment));
  const since = await Promise.all(
    sources.map(async (source) => (await histories.cameOf(source))[searchedStates - 1]?.at ?? 0),
  );
  return Math.max(0, ...since);
}

function rewrittenIn(records: readonly DeploymentRecord[], times: readonly Instant[]): readonly RewrittenSpan[] {
  return records.flatMap(({ commit, offBranch }, position) => {
    const until = times[position];
    if (offBranch === undefined || until === undefined) return [];
    return [{ commit, names: offBranch, from: Math.min(times[position + 1] ?? until, until), until }];
  });
}

/** The chain of a very long branch ends before its beginning; older than that nothing is known. */
function cutOf(
  { reader }: PlanMemory,
  { chain }: Place,
  times: readonly Instant[],
  { since }: Period,
): Instant | undefined {
  const [last, at] = [chain.commits.at(-1), times.at(-1)];
  const isCut = last !== undefined && reader.repository.graph.parents(last).length > 0;
  return isCut && at !== undefined && at >= since ? at : undefined;
}
