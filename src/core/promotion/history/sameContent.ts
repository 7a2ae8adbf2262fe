import type { PlanMemory } from '../edge';
import type { Sha } from '../../support/sha';

/** A soak of weeks over a branch that only gets notes; beyond it the older commits are not known to be the same. */
const mostCommits = 50;

/**
 * The deployments of a branch, the newest first, that have had the promotable content of its head without a break: the head,
 * and those before it that only later commits without such content followed.
 * @see docs/promotion.md, "Gates"
 */
export async function sameContent(
  { reader, history }: PlanMemory,
  head: Sha,
  signal: AbortSignal,
): Promise<readonly Sha[]> {
  const { graph } = reader.repository;
  await graph.load([head], signal);
  const print = await reader.treePrint(graph.tree(head));
  const run = [head];
  for (const commit of history.chain(head).commits.slice(1, mostCommits)) {
    if ((await reader.treePrint(graph.tree(commit))) !== print) break;
    run.push(commit);
  }
  return run;
}
