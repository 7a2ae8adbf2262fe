import { nativeMerge } from '../git/nativeMerge';
import type { Repository } from '../git/repository';
import type { Plan } from '../promotion/plan';
import { headOptions, type HeadOption, type LandingRules } from '../promotion/proposal/heads';

/**
 * The ways in which a planned promotion can come, with what git's own merge of the source would give.
 * @throws GitError
 */
export async function possibleHeads(
  repository: Repository,
  plan: Plan,
  rules: LandingRules | undefined,
  isPartial: boolean,
  signal: AbortSignal,
): Promise<readonly HeadOption[]> {
  const { source, target } = plan;
  const isThere = source.commit !== null && target.commit !== null;
  const native = isThere ? await nativeMerge(repository, target.commit, source.commit, signal) : undefined;
  return headOptions({ plan, rules, isPartial, native: native ?? null });
}
