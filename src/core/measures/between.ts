import type { PlanMemory } from '../promotion/edge';
import type { DeploymentRecord } from '../promotion/history/history';
import { treeItems, type TreeItem } from '../promotion/merge/treeItems';
import type { Instant } from '../support/clock';
import type { Sha } from '../support/sha';
import type { Place } from '../where/change';
import type { Histories } from './histories';
import type { Period } from './period';
import { readPast } from './readPast';
import { standingAt, type Standing } from './standing';

/** What happened on one environment of one service between two instants. */
export interface Between {
  readonly from: Standing;
  readonly to: Standing;
  /** Newest first: those that came after where it stood, or, where that is not known, those of the time between. */
  readonly deployments: readonly DeploymentRecord[];
  /** Those of them of which nobody wrote down when they came here. */
  readonly undated: ReadonlySet<Sha>;
  /** By what its content differs; nothing where one of the two is not known. */
  readonly items: readonly TreeItem[] | undefined;
  /** The commits that it stood at, where they are known. */
  readonly commits: { readonly from?: Sha | undefined; readonly to?: Sha | undefined };
}

/** Holds where a branch stood at two instants against each other. @throws GitError where history is missing */
export async function between(
  memory: PlanMemory,
  histories: Histories,
  place: Place,
  { since, until }: Period,
  now: Instant,
): Promise<Between> {
  const { reader } = memory;
  const { graph } = reader.repository;
  const { commits } = place.chain;
  const { records, dated, isCut } = await readPast(memory, histories, place, since);
  const [from, to] = [standingAt(dated, isCut, since, now), standingAt(dated, isCut, until, now)];
  const within = (at: Instant) => since < at && at <= until;
  const deployments =
    from.kind === 'at' && to.kind === 'at'
      ? records.slice(to.position, from.position)
      : records.filter((_, position) => within(dated[position]?.at ?? NaN));
  const commitAt = (standing: Standing) => (standing.kind === 'at' ? commits[standing.position] : undefined);
  const isKnown = from.kind !== 'unknown' && to.kind !== 'unknown';
  const treeAt = (commit: Sha | undefined) => (commit === undefined ? null : graph.tree(commit));
  const ends = { from: commitAt(from), to: commitAt(to) };
  const items = isKnown ? await treeItems(reader, treeAt(ends.from), treeAt(ends.to)) : undefined;
  const undated = new Set(commits.filter((_, position) => dated[position]?.isUndated === true));
  return { from, to, deployments, undated, items, commits: ends };
}
