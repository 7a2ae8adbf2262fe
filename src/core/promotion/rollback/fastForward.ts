import type { PlanMemory } from '../edge';
import type { Sha } from '../../support/sha';
import { Deployments } from '../history/deployments';

/** A branch was moved onto another branch's merge: from there on its first-parent history is the other branch's. */
export interface FastForward {
  readonly onto: string;
  readonly merge: Sha;
  /** What the branch held before: its own deployments go on from there. */
  readonly previous: Sha;
}

const searchedMerges = 500;
const searchedDeployments = 50;

/**
 * Finds out whether the history of a branch became that of an upstream branch: an upstream merged it back in, and the
 * branch was fast-forwarded onto that merge. What lies below the merge was then never deployed from this branch.
 * @see docs/promotion.md, "Rolling back"
 */
export async function fastForwardOf(
  { reader, history }: PlanMemory,
  { branch, chain }: Deployments,
  upstream: readonly { readonly branch: string; readonly head: Sha }[],
): Promise<FastForward | undefined> {
  const { graph } = reader.repository;
  await graph.load(upstream.map(({ head }) => head));
  for (const { branch: onto, head } of upstream) {
    const theirs = history.chain(head);
    const merges = chain.commits
      .filter((commit) => theirs.index.has(commit) && graph.parents(commit).length > 1)
      .slice(0, searchedMerges);
    for (const merge of merges) {
      for (const previous of graph.parents(merge).slice(1)) {
        if (theirs.index.has(previous)) continue;
        const before = new Deployments(reader, history, branch, history.chain(previous));
        if (await wasDeployed(before)) return { onto, merge, previous };
      }
    }
  }
  return undefined;
}

/** Whether a chain holds a promotion to the branch, or a rollback of it, by its own words. */
async function wasDeployed(deployments: Deployments): Promise<boolean> {
  const end = Math.min(deployments.chain.commits.length, searchedDeployments);
  for (let position = 0; position < end; position += 1) {
    const origin = await deployments.originAt(position);
    if (origin.kind !== 'direct' && origin.by === 'trailer') return true;
  }
  return false;
}
