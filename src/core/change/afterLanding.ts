import { planMemory } from '../promotion/edge';
import type { Remote } from '../git/environment';
import type { PullRequest } from '../forge/types';
import { fetchCommit } from '../git/mirror';
import { nativeMerge } from '../git/nativeMerge';
import type { Repository } from '../git/repository';
import { Staging } from '../git/staging';
import { pinnedIdentity } from '../promotion/candidate';
import type { Plan } from '../promotion/plan';
import { planEdge } from '../promotion/planEdge';
import type { PromotionRules } from '../promotion/content/rules';
import { deadline, isTimeout } from '../support/deadline';
import type { Sha } from '../support/sha';

/** What would be left to promote once somebody's open pull request has landed, and those before it. */
export interface AfterLanding {
  readonly number: number;
  readonly outcome:
    | { readonly kind: 'left'; readonly items: number; readonly of: number }
    /** What it changes and what is promoted would disagree. */
    | { readonly kind: 'conflict' }
    /** It cannot be merged as it is. */
    | { readonly kind: 'unmergeable' }
    /** Its commit is not to be had, or there was no time. */
    | { readonly kind: 'unknown' };
}

/** More are not followed: who reads of a dozen predictions reads none. */
const followed = 5;
const timeoutMs = 20_000;

interface PromotedRepository {
  readonly repository: Repository;
  readonly remote: Remote;
  readonly rules: PromotionRules;
}

/**
 * Predicts the landing of people's open pull requests one on top of the other, the oldest first, and plans the promotion
 * on each result. Made of commits that no ref names; the target itself stays as it is.
 * @throws GitError; the signal's reason
 * @see docs/promotion.md, "Promoting"
 */
export async function afterLanding(
  { repository, remote, rules }: PromotedRepository,
  { edge, source, target, items }: Plan,
  pullRequests: readonly PullRequest[],
  signal: AbortSignal,
): Promise<readonly AfterLanding[]> {
  const limited = deadline(signal, timeoutMs);
  const memory = planMemory(repository, rules);
  const known: AfterLanding[] = [];
  let onto = target.commit;
  for (const { number, head } of pullRequests.toSorted((one, other) => one.number - other.number).slice(0, followed)) {
    known.push({ number, outcome: await next(head.commit) });
  }
  return known;

  async function next(commit: Sha): Promise<AfterLanding['outcome']> {
    try {
      if (onto === null || source.commit === null) return { kind: 'unknown' };
      const isThere = (await repository.hasCommit(commit)) || (await fetchCommit(repository, remote, commit));
      if (!isThere || limited.aborted) return { kind: 'unknown' };
      const tree = await nativeMerge(repository, onto, commit, limited);
      if (tree === undefined) return { kind: 'unmergeable' };
      onto = await landed(onto, commit, tree);
      const { plan } = await planEdge(memory, { ...edge, source: source.commit, target: onto }, limited);
      if (plan.conflicts.length > 0) return { kind: 'conflict' };
      return { kind: 'left', items: plan.items.length, of: items.length };
    } catch (error) {
      if (isTimeout(error)) return { kind: 'unknown' };
      throw error;
    }
  }

  async function landed(target: Sha, commit: Sha, tree: Sha): Promise<Sha> {
    const staging = new Staging(repository);
    const identity = pinnedIdentity(await repository.commit(commit));
    const made = staging.commit({ tree, parents: [target, commit], ...identity, message: 'Landed in a prediction\n' });
    await repository.write(staging, limited);
    return made;
  }
}
