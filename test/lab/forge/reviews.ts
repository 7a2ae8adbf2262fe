import { accessOf, atLeast, type AccountRecord, type PullRequestRecord, type RepositoryRecord } from './state';
import { accountView } from './api/views';
import type { ForgeParts } from './parts';

/** What somebody said of a pull request, or that they were asked to. */
export interface ReviewRecord {
  readonly id: number;
  readonly reviewer: AccountRecord;
  readonly state: 'APPROVED' | 'REQUEST_CHANGES' | 'COMMENT' | 'REQUEST_REVIEW';
  /** The head that it is about. */
  readonly commit: string;
  readonly at: Date;
}

/** A word of somebody who was asked takes the place of the question. */
export function addReview(pullRequest: PullRequestRecord, review: Omit<ReviewRecord, 'id'>): void {
  const { reviews } = pullRequest;
  const id = Math.max(0, ...reviews.map((other) => other.id)) + 1;
  const kept = reviews.filter(
    ({ reviewer, state }) => reviewer.id !== review.reviewer.id || state !== 'REQUEST_REVIEW',
  );
  pullRequest.reviews = [...kept, { ...review, id }];
}

/** Whoever may write counts, with their last word; what has been pushed since does not take it back. */
export function approvals(repository: RepositoryRecord, pullRequest: PullRequestRecord): number {
  return approvers(repository, pullRequest).length;
}

export function approvers(repository: RepositoryRecord, pullRequest: PullRequestRecord): readonly AccountRecord[] {
  return askedForReview(pullRequest)
    .filter(({ state, reviewer }) => state === 'APPROVED' && isOfficial(reviewer, repository))
    .map(({ reviewer }) => reviewer);
}

/** The last word of each, or that it is waited for. */
export function askedForReview({ reviews }: PullRequestRecord): readonly ReviewRecord[] {
  return [...new Map(reviews.filter(({ state }) => state !== 'COMMENT').map((one) => [one.reviewer.id, one])).values()];
}

function isOfficial(reviewer: AccountRecord, repository: RepositoryRecord): boolean {
  return atLeast(accessOf(reviewer, repository), 'write');
}

export async function reviewViews(
  { branches }: ForgeParts,
  repository: RepositoryRecord,
  { reviews, head }: PullRequestRecord,
): Promise<readonly object[]> {
  const present = (await branches.refs(repository)).get(`refs/heads/${head}`);
  return reviews.map(({ id, reviewer, state, commit, at }) => ({
    id,
    user: accountView(reviewer),
    team: null,
    state,
    body: '',
    commit_id: commit,
    stale: state !== 'REQUEST_REVIEW' && commit !== present,
    official: isOfficial(reviewer, repository),
    dismissed: false,
    submitted_at: at.toISOString(),
  }));
}
