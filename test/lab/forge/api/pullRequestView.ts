import type { ForgeParts } from '../parts';
import type { AccountRecord, PullRequestRecord, RepositoryRecord } from '../state';
import { accountView, repositoryView } from './views';

/** Address of a pull request's page. */
export function pullRequestPage(
  forge: Pick<ForgeParts, 'url' | 'dialect'>,
  repository: RepositoryRecord,
  number: number,
): string {
  return forge.url() + forge.dialect.pageOf(repository, number);
}

/** Gitea's JSON of a pull request, with what git says of it now. */
export async function pullRequestView(
  forge: ForgeParts,
  repository: RepositoryRecord,
  pullRequest: PullRequestRecord,
  refs: ReadonlyMap<string, string>,
  reader: AccountRecord | undefined,
): Promise<object> {
  const git = await forge.pulls.look(repository, pullRequest, refs);
  const page = pullRequestPage(forge, repository, pullRequest.number);
  const { state } = pullRequest;
  const headRef = refs.has(`refs/heads/${pullRequest.head}`)
    ? pullRequest.head
    : `refs/pull/${pullRequest.number}/head`;
  const repositoryJson = repositoryView(forge, repository, reader);
  const comments = repository.comments.filter(({ pullRequest: number }) => number === pullRequest.number).length;
  return {
    id: pullRequest.id,
    url: page,
    number: pullRequest.number,
    user: accountView(pullRequest.poster),
    title: pullRequest.title,
    body: pullRequest.body,
    labels: pullRequest.labels,
    milestone: null,
    assignee: null,
    assignees: null,
    requested_reviewers: null,
    state: state.kind === 'open' ? 'open' : 'closed',
    draft: /^(\[WIP\]|WIP:)/i.test(pullRequest.title),
    is_locked: false,
    comments,
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    mergeable: git.mergeable && !forge.checking.hidden(checkingKey(repository, pullRequest.number)),
    merged: state.kind === 'merged',
    merged_at: state.kind === 'merged' ? state.at.toISOString() : null,
    merge_commit_sha: state.kind === 'merged' ? state.commit : null,
    merged_by: state.kind === 'merged' ? accountView(state.by) : null,
    allow_maintainer_edit: false,
    base: side(pullRequest.base, pullRequest.base, git.baseCommit, repository, repositoryJson),
    head: side(pullRequest.head, headRef, git.headCommit, repository, repositoryJson),
    merge_base: git.mergeBase ?? '',
    created_at: pullRequest.createdAt.toISOString(),
    updated_at: pullRequest.updatedAt.toISOString(),
    closed_at: state.kind === 'open' ? null : state.at.toISOString(),
  };
}

/** Under which a pull request waits for its mergeability. */
export function checkingKey(repository: RepositoryRecord, number: number): string {
  return `${repository.fullName}#${number}`;
}

function side(label: string, ref: string, sha: string | undefined, repository: RepositoryRecord, repo: object): object {
  return { label, ref, sha: sha ?? '', repo_id: repository.id, repo };
}
