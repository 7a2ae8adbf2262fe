import type { Repository } from '../../git/repository';
import type { Sha } from '../../support/sha';
import type { HeadState } from '../state/snapshot';

/**
 * Whether a branch was rewritten (force-pushed) since it was last seen, by this session or an earlier one: its new head
 * does not descend from that. Asked only when the head moved. It is told until the branch goes on as usual; where the
 * commit that was last seen is not there any more, nothing is known and nothing is told.
 * @see docs/promotion.md, "The baseline"
 */
export async function rewrittenFrom(
  repository: Repository,
  seen: HeadState | undefined,
  head: Sha,
): Promise<{ readonly rewrittenFrom?: Sha }> {
  if (seen?.kind !== 'known') return {};
  const before = seen.commit.sha;
  if (before === head) return seen.rewrittenFrom === undefined ? {} : { rewrittenFrom: seen.rewrittenFrom };
  if (!repository.graph.has(before) && !(await repository.hasCommit(before))) return {};
  await repository.graph.load([before, head]);
  return repository.graph.isAncestor(before, head) ? {} : { rewrittenFrom: before };
}
