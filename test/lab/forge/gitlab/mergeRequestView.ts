import type { ExpandedMergeRequestSchema } from '@gitbeaker/rest';
import { pullRequestPage } from '../api/pullRequestView';
import type { ForgeParts } from '../parts';
import { unmetDemand } from '../protection';
import type { PullRequestRecord, RepositoryRecord } from '../state';
import type { Published } from './published';
import { userView } from './views';

/** `detailed_merge_status` has more words than the published types: an open set. GitLab's JSON of a merge request, with what git says of it now. */
export async function mergeRequestView(
  forge: ForgeParts,
  repository: RepositoryRecord,
  pullRequest: PullRequestRecord,
  refs: ReadonlyMap<string, string>,
  isChecked: boolean,
): Promise<Published<ExpandedMergeRequestSchema, { author: object; detailed_merge_status: string }>> {
  const git = await forge.pulls.look(repository, pullRequest, refs);
  const { state, title, number } = pullRequest;
  const draft = /^(?:draft:|\[draft\]|\(draft\))/i.test(title);
  const isOpen = state.kind === 'open';
  const squashed = state.kind === 'merged' && state.commit !== state.headCommit && !repository.landing.has('merge');
  return {
    id: pullRequest.id,
    iid: number,
    project_id: repository.id,
    source_project_id: repository.id,
    target_project_id: repository.id,
    title,
    description: pullRequest.body,
    state: state.kind === 'open' ? 'opened' : state.kind,
    draft,
    source_branch: pullRequest.head,
    target_branch: pullRequest.base,
    sha: git.headCommit ?? '',
    merge_commit_sha: state.kind === 'merged' && repository.landing.has('merge') ? state.commit : null,
    squash_commit_sha: squashed ? state.commit : null,
    merge_status: !isChecked ? 'checking' : git.mergeable ? 'can_be_merged' : 'cannot_be_merged',
    detailed_merge_status: !isOpen
      ? 'not_open'
      : !isChecked
        ? 'checking'
        : draft
          ? 'draft_status'
          : !git.mergeable
            ? 'conflict'
            : unmet(repository, pullRequest, git.headCommit),
    has_conflicts: isOpen && isChecked && !git.mergeable,
    merge_when_pipeline_succeeds: isOpen && pullRequest.scheduled !== undefined,
    author: userView(pullRequest.poster),
    web_url: pullRequestPage(forge, repository, number),
    created_at: pullRequest.createdAt.toISOString(),
    updated_at: pullRequest.updatedAt.toISOString(),
    merged_at: state.kind === 'merged' ? state.at.toISOString() : null,
    closed_at: state.kind === 'closed' ? state.at.toISOString() : null,
    labels: pullRequest.labels.map(({ name }) => name),
  };
}

/** Source: GitLab REST API, "Merge status". */
const words = { checks: 'ci_must_pass', approvals: 'not_approved', more: 'discussions_not_resolved' } as const;

function unmet(repository: RepositoryRecord, pullRequest: PullRequestRecord, head: string | undefined): string {
  const demand = head === undefined ? undefined : unmetDemand(repository, pullRequest, head);
  return demand === undefined ? 'mergeable' : words[demand];
}
