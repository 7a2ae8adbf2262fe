import type {
  GitCommitRef,
  GitPullRequest,
  GitPullRequestCommentThread,
  GitRepository,
  GitStatus,
  IdentityRefWithVote,
} from 'azure-devops-node-api/interfaces/GitInterfaces';
import type { IdentityRef } from 'azure-devops-node-api/interfaces/common/VSSInterfaces';
import { checkingKey } from '../api/pullRequestView';
import type { CommitInfo } from '../branches';
import type { ForgeParts } from '../parts';
import { approvers, askedForReview, type ReviewRecord } from '../reviews';
import type { AccountRecord, CommentRecord, PullRequestRecord, RepositoryRecord, StatusRecord } from '../state';
import { guid } from './call';
import { collection } from './collection';
import type { Wire } from './published';

/** The JSON of Azure DevOps, as far as clients read it. */
export function identityView({ id, name, fullName }: AccountRecord): Wire<IdentityRef> {
  return { id: guid('account', id), displayName: fullName, uniqueName: name };
}

export function repositoryView(forge: ForgeParts, repository: RepositoryRecord, isEmpty: boolean): Wire<GitRepository> {
  const page = `${forge.url()}/${collection}/${repository.owner.name}/_git/${repository.name}`;
  return {
    id: guid('repository', repository.id),
    name: repository.name,
    project: {
      id: guid('project', repository.owner.id),
      name: repository.owner.name,
      state: 'wellFormed',
      visibility: repository.private ? 'private' : 'public',
    },
    ...(!isEmpty && { defaultBranch: `refs/heads/${repository.defaultBranch}` }),
    remoteUrl: page,
    webUrl: page,
    isDisabled: repository.archived,
    size: isEmpty ? 0 : 1,
  };
}

export function commitView({ id, message, author, committer }: CommitInfo): Wire<GitCommitRef> {
  return {
    commitId: id,
    comment: message,
    author: { name: author.name, email: author.email, date: author.at.toISOString() },
    committer: { name: committer.name, email: committer.email, date: committer.at.toISOString() },
  };
}

const states: Readonly<Record<StatusRecord['state'], string>> = {
  pending: 'pending',
  success: 'succeeded',
  error: 'error',
  failure: 'failed',
  warning: 'failed',
  skipped: 'notApplicable',
};

/** A context is two words there: what stands before its last slash is the genre. */
export function statusView(status: StatusRecord): Wire<GitStatus> {
  const slash = status.context.lastIndexOf('/');
  return {
    id: status.id,
    state: states[status.state],
    description: status.description,
    context: {
      name: status.context.slice(slash + 1),
      genre: slash < 0 ? null : status.context.slice(0, slash),
    },
    creationDate: status.createdAt.toISOString(),
    createdBy: identityView(status.creator),
    targetUrl: status.targetUrl === '' ? null : status.targetUrl,
  };
}

const statuses = { open: 'active', closed: 'abandoned', merged: 'completed' } as const;
const votes: Readonly<Record<ReviewRecord['state'], number>> = {
  APPROVED: 10,
  REQUEST_CHANGES: -5,
  COMMENT: 0,
  REQUEST_REVIEW: 0,
};

export async function pullRequestView(
  forge: ForgeParts,
  repository: RepositoryRecord,
  pullRequest: PullRequestRecord,
  refs: ReadonlyMap<string, string>,
  isChecked = forge.checking.look(checkingKey(repository, pullRequest.number)),
): Promise<Wire<GitPullRequest>> {
  const git = await forge.pulls.look(repository, pullRequest, refs);
  const { state, number, scheduled } = pullRequest;
  const isOpen = state.kind === 'open';
  return {
    pullRequestId: number,
    codeReviewId: number,
    repository: { id: guid('repository', repository.id), name: repository.name },
    status: statuses[state.kind],
    createdBy: identityView(pullRequest.poster),
    creationDate: pullRequest.createdAt.toISOString(),
    ...(!isOpen && { closedDate: state.at.toISOString() }),
    title: pullRequest.title,
    description: pullRequest.body,
    sourceRefName: `refs/heads/${pullRequest.head}`,
    targetRefName: `refs/heads/${pullRequest.base}`,
    isDraft: false,
    mergeStatus: !isChecked ? 'queued' : !isOpen || git.mergeable ? 'succeeded' : 'conflicts',
    ...(git.headCommit !== undefined && { lastMergeSourceCommit: { commitId: git.headCommit } }),
    ...(git.baseCommit !== undefined && {
      lastMergeTargetCommit: { commitId: state.kind === 'merged' ? state.mergeBase : git.baseCommit },
    }),
    ...(state.kind === 'merged' && { lastMergeCommit: { commitId: state.commit } }),
    ...(isOpen && scheduled && { autoCompleteSetBy: identityView(scheduled.by) }),
    reviewers: reviewersView(repository, pullRequest),
  };
}

/** Whoever may not contribute has no vote. */
function reviewersView(
  repository: RepositoryRecord,
  pullRequest: PullRequestRecord,
): readonly Wire<IdentityRefWithVote>[] {
  const counted = new Set(approvers(repository, pullRequest).map(({ id }) => id));
  return askedForReview(pullRequest)
    .filter(({ state, reviewer }) => state !== 'APPROVED' || counted.has(reviewer.id))
    .map(({ state, reviewer }) => ({ ...identityView(reviewer), vote: votes[state], hasDeclined: false }));
}

/** Each comment is a thread of its own. */
export function threadView(comment: CommentRecord): Wire<GitPullRequestCommentThread> {
  const at = comment.createdAt.toISOString();
  return {
    id: comment.id,
    status: 'closed',
    isDeleted: false,
    publishedDate: at,
    comments: [
      {
        id: 1,
        parentCommentId: 0,
        author: identityView(comment.poster),
        content: comment.body,
        commentType: 'text',
        publishedDate: at,
        isDeleted: false,
      },
    ],
    threadContext: null,
  };
}

/** Source: threads that Azure DevOps itself writes, as clients of others read them; the documentation does not name their properties. */
export function noteView(pullRequest: PullRequestRecord, type: string, index: number): object {
  const isSet = type === 'pull_scheduled_merge';
  return {
    id: 1_000_000 + index,
    isDeleted: false,
    comments: [
      {
        id: 1,
        author: identityView(pullRequest.poster),
        content: isSet ? '{1} set auto-complete' : '{1} cancelled auto-complete',
        commentType: 'system',
        publishedDate: pullRequest.createdAt.toISOString(),
        isDeleted: false,
      },
    ],
    properties: {
      CodeReviewThreadType: { $type: 'System.String', $value: 'AutoCompleteUpdate' },
      CodeReviewAutoCompleteNowSet: { $type: 'System.String', $value: isSet ? '1' : '0' },
    },
  };
}
