import { headName } from '../forks';
import { landingStyles } from '../landingStyles';
import { named } from '../otherDemands';
import type { Check, ForgeRepository, Head, PullRequest, PullRequestComment, Reviews } from '../types';
import type {
  GiteaBranch,
  GiteaComment,
  GiteaPull,
  GiteaRepository,
  GiteaReview,
  GiteaRule,
  GiteaStatus,
} from './answers';

export function repositoryFrom(answer: GiteaRepository): ForgeRepository {
  return {
    owner: answer.owner.login,
    name: answer.name,
    defaultBranch: answer.default_branch,
    cloneUrl: answer.clone_url,
    webUrl: answer.html_url,
    topics: answer.topics ?? [],
    mayPush: (answer.permissions?.push ?? false) && !answer.archived,
    mayRead: answer.permissions?.pull ?? false,
    isPublic: answer.private === false && !answer.internal,
    archived: answer.archived,
    deletesHeadOnMerge: answer.default_delete_branch_after_merge ?? undefined,
    landingStyles: landingStyles({
      merge: answer.allow_merge_commits,
      squash: answer.allow_squash_merge,
      rebase: answer.allow_rebase,
    }),
  };
}

/** @param rules of the repository; nothing where they are hidden from whoever asks */
export function headFrom(answer: GiteaBranch, rules: readonly GiteaRule[] | undefined): Head[] {
  if (!answer.commit) return []; // of a repository without a commit
  return [
    {
      branch: answer.name,
      commit: answer.commit.id,
      ...pushesOf(answer),
      protected: answer.protected,
      requiredChecks: answer.enable_status_check ? (answer.status_check_contexts ?? []) : [],
      requiredApprovals: answer.required_approvals,
      needsCodeOwner: false, // Gitea asks owners for a review, and waits for nobody
      ...othersOf(answer, rules),
      mayMerge: typeof answer.user_can_merge === 'boolean' ? (answer.user_can_merge ? 'yes' : 'no') : 'unknown',
    },
  ];
}

/** A rule asks for more than is told with its branch: that administrators alone may read. Source: Gitea's API, `BranchProtection`. */
function othersOf(
  { protected: isProtected, effective_branch_protection_name: name }: GiteaBranch,
  rules: readonly GiteaRule[] | undefined,
): Pick<Head, 'others' | 'mayAskMore'> {
  if (!isProtected) return {};
  const rule = rules?.find(({ rule_name: one }) => one === name);
  if (!rule) return { mayAskMore: true };
  return named([
    ...(rule.block_on_official_review_requests ? ['requested reviews are given'] : []),
    ...(rule.block_on_outdated_branch ? ['the branch is up to date'] : []),
    ...(rule.require_signed_commits ? ['signed commits'] : []),
    ...(rule.protected_file_patterns.trim() === '' ? [] : ['no change of protected files']),
  ]);
}

/** The newest entry of each context, by time and then by number: two may be of one second. */
export function checksFrom(answers: readonly GiteaStatus[]): Check[] {
  const newest = new Map<string, GiteaStatus>();
  for (const answer of answers) {
    const held = newest.get(answer.context);
    if (!held || isNewer(answer, held)) newest.set(answer.context, answer);
  }
  return [...newest.values()].map((answer) => ({
    context: answer.context,
    state: answer.word,
    description: answer.description,
    ...(answer.target_url !== '' && { url: answer.target_url }),
    updatedAt: answer.updated_at === '' ? answer.created_at : answer.updated_at,
  }));
}

function isNewer(a: GiteaStatus, b: GiteaStatus): boolean {
  const difference = Date.parse(a.updated_at) - Date.parse(b.updated_at);
  return difference > 0 || (!(difference < 0) && a.id > b.id);
}

export function commentFrom({ id, user, body }: GiteaComment): PullRequestComment {
  return { id, author: user?.login ?? '', body };
}

export function pullRequestFrom(answer: GiteaPull): PullRequest {
  return {
    number: answer.number,
    title: answer.title,
    body: answer.body,
    state: answer.merged ? 'merged' : answer.state === 'open' ? 'open' : 'closed',
    head: { branch: headName(answer, headBranch(answer)), commit: answer.head.sha },
    base: { branch: answer.base.ref, commit: answer.base.sha },
    author: answer.user?.login ?? '',
    webUrl: answer.html_url,
    mergeable: mergeable(answer),
    ...(typeof answer.merge_commit_sha === 'string' &&
      answer.merge_commit_sha !== '' && { mergeCommit: answer.merge_commit_sha }),
    ...(answer.merged && typeof answer.merged_at === 'string' && { mergedAt: answer.merged_at }),
    updatedAt: answer.updated_at,
  };
}

/**
 * The last word of each, oldest first in the answer. Only official ones of the present head count: not those of people
 * whose approval does not matter here, nor what was taken back. Source: docs/forges.md, "Gitea and Forgejo".
 */
export function reviewsFrom(answers: readonly GiteaReview[]): Reviews {
  const last = new Map<string, GiteaReview>();
  for (const review of answers) {
    const who = review.user?.login || review.team?.name || '';
    if (who !== '' && !['COMMENT', 'PENDING'].includes(review.state)) last.set(who, review);
  }
  const by = (isMeant: (review: GiteaReview) => boolean) =>
    [...last].flatMap(([who, review]) => (isMeant(review) ? [who] : []));
  const counts = ({ official, stale, dismissed }: GiteaReview) => official && !stale && !dismissed;
  return {
    approvedBy: by((review) => review.state === 'APPROVED' && counts(review)),
    changesRequestedBy: by((review) => review.state === 'REQUEST_CHANGES' && review.official && !review.dismissed),
    requested: by(({ state }) => state === 'REQUEST_REVIEW'),
  };
}

/** Once the branch is gone, `ref` is `refs/pull/N/head` and only the label still has the name. */
export function headBranch({ head }: GiteaPull): string {
  return head.ref.startsWith('refs/pull/') && head.label !== '' ? head.label : head.ref;
}

/** `false` is said of a conflict and while it is not computed yet alike, so it is no answer, except for a draft. */
function mergeable(answer: GiteaPull): PullRequest['mergeable'] {
  if (answer.merged || answer.state !== 'open') return 'unknown';
  if (answer.mergeable) return 'yes';
  return answer.draft ? 'no' : 'unknown';
}

/** That a branch is not protected is told to everybody; whom its protection lets push, each is told of himself. */
function pushesOf({
  protected: isProtected,
  user_can_push: mayPush,
}: GiteaBranch): Pick<Head, 'mayPush' | 'refusesPushes'> {
  if (typeof mayPush === 'boolean') return { mayPush, refusesPushes: isProtected };
  return isProtected ? {} : { refusesPushes: false };
}
