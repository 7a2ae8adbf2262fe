import { isSha } from '../../git/names';
import type { Sha } from '../../support/sha';
import type { PullRequestTexts } from '../history/deployments';
import type { PreparedPlan } from '../planEdge';
import { recordsIn } from './trailers';

/** What is needed of a pull request that landed. */
export interface LandedPullRequest {
  readonly body: string;
  readonly head: { readonly branch: string; readonly commit: Sha };
  readonly base: { readonly branch: string; readonly commit: Sha };
  readonly mergeCommit?: Sha | undefined;
}

/**
 * What merged pull requests say of the deployments that they made. Ours carry their record in the body, which outlives
 * an edited message. One from the source branch itself is a promotion of the head that it had when it landed, whoever
 * opened it and whatever its text says of an earlier one.
 * @see docs/promotion.md, "The baseline"
 */
export function pullRequestTexts(landed: readonly LandedPullRequest[], from: string): PullRequestTexts {
  const texts = new Map<Sha, string>();
  for (const { body, head, base, mergeCommit } of landed) {
    if (mergeCommit === undefined) continue;
    if (head.branch === from && isSha(head.commit) && isSha(base.commit)) {
      const target = `Promotion-Target: ${base.branch}@${base.commit}`;
      texts.set(mergeCommit, `Promoted-From: ${from}@${head.commit}\n${target}\n`);
    } else if (recordsIn(body).length > 0) texts.set(mergeCommit, body);
  }
  return texts;
}

/**
 * Whether the forge may know better: where the newest deployment says nothing of itself, or speaks for a part alone (an
 * undo, a promotion of chosen items) above one that does not.
 */
export function mayBeToldByPullRequests({ plan, restsOnSilence = false }: PreparedPlan): boolean {
  const { baseline, source, target } = plan;
  if (source.commit === null || target.commit === null || baseline.rung === 'pinned') return false;
  return restsOnSilence || baseline.deployment !== target.commit;
}
