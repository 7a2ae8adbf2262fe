import type { PlanMemory } from '../edge';
import { diffTrees } from '../../git/diff';
import type { Sha } from '../../support/sha';
import type { ContentReader } from '../content/content';
import { PromotionError } from '../errors';
import type { PendingItem, ContentKey, Plan } from '../plan';
import { itemsBetween } from '../merge/prediction';

export interface OfCommits {
  readonly places: readonly ContentKey[];
  /** Those of them that another pending commit changed as well: their newest value travels. */
  readonly shared: readonly ContentKey[];
}

/**
 * The pending items that these commits made. The unit is the item, not the commit: where one that is not chosen
 * changed the same item, what travels is the newest value, and it is said.
 * @throws PromotionError `notPending` for a commit that made nothing that is pending
 */
export async function itemsOfCommits(
  { reader }: PlanMemory,
  plan: Plan,
  commits: readonly string[],
): Promise<OfCommits> {
  const pending = plan.commits.map(({ commit }) => commit);
  const chosen = new Set(commits.map((named) => pending.find((commit) => commit.startsWith(named)) ?? named));
  const made = new Map(
    await Promise.all(pending.map(async (commit) => [commit, await madeBy(reader, plan.items, commit)] as const)),
  );
  for (const commit of chosen) if (!made.get(commit)?.length) throw PromotionError.notPending(commit.slice(0, 10));
  const touched = (among: readonly Sha[]) => new Set(among.flatMap((commit) => made.get(commit) ?? []));
  const own = touched([...chosen]);
  const others = touched(pending.filter((commit) => !chosen.has(commit)));
  return { places: [...own], shared: [...own].filter((item) => others.has(item)) };
}

/** By what a deployment of the source changed against the one before it. */
async function madeBy(
  reader: ContentReader,
  items: readonly PendingItem[],
  commit: Sha,
): Promise<readonly PendingItem[]> {
  const { repository } = reader;
  const { tree, parents } = await repository.commit(commit);
  const [parent] = parents;
  const before = parent === undefined ? null : (await repository.commit(parent)).tree;
  const pendingPaths = new Set(items.map(({ path }) => path));
  const differences = (await diffTrees(repository, before, tree)).filter(({ path }) => pendingPaths.has(path));
  // Only the places count here: of a patch no value is given, and keys are told apart.
  const changes = await Promise.all(
    differences.map(({ path, before: old, after: young }) => itemsBetween(reader, { path, role: 'patch' }, old, young)),
  );
  const changed = changes.flat();
  return items.filter((item) => changed.some((change) => overlap(change, item)));
}

function overlap(one: ContentKey, other: ContentKey): boolean {
  if (one.path !== other.path) return false;
  if (!one.key || !other.key) return true;
  const sameObject = one.document === undefined || other.document === undefined || one.document === other.document;
  return sameObject && one.key.length === other.key.length && one.key.every((part, at) => part === other.key?.[at]);
}
