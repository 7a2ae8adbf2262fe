import { landingStyles } from '../landingStyles';
import type { ForgeRepository, Judged, PullRequest, PullRequestComment, RepositoryRef, Reviews } from '../types';
import type { Sha } from '../../support/sha';
import type { GitLabMergeRequest, GitLabNote, GitLabProject, approvals, reviewers } from './answers';
import type { z } from 'zod';

/** Source: GitLab REST API, "Roles". */
export const developer = 30;
export const maintainer = 40;

/**
 * How much whoever asks may do there; nothing where GitLab does not tell. Only members of the project and of its groups are told:
 * administrators, and members of a group that was invited, have `null` twice, as strangers do. Source: GitLab REST API,
 * "Projects", "Get a single project".
 */
export function accessLevel({ permissions }: Pick<GitLabProject, 'permissions'>): number | undefined {
  const told = [permissions?.project_access, permissions?.group_access].filter((one) => !!one);
  return told.length === 0 ? undefined : Math.max(...told.map(({ access_level: level }) => level));
}

function mayPush(answer: GitLabProject): boolean | undefined {
  if (answer.archived) return false;
  const level = accessLevel(answer);
  return level === undefined ? undefined : level >= developer;
}

/** Owners may be groups of any depth. */
export function refOf({ path_with_namespace: whole }: Pick<GitLabProject, 'path_with_namespace'>): RepositoryRef {
  const parts = whole.split('/');
  return { owner: parts.slice(0, -1).join('/'), name: parts.at(-1) ?? '' };
}

export function repositoryFrom(answer: GitLabProject): ForgeRepository {
  return {
    ...refOf(answer),
    defaultBranch: answer.default_branch,
    cloneUrl: answer.http_url_to_repo,
    webUrl: answer.web_url,
    topics: answer.topics ?? [],
    mayPush: mayPush(answer),
    mayRead: answer.default_branch !== '',
    isPublic: answer.visibility === 'public',
    archived: answer.archived,
    deletesHeadOnMerge: answer.remove_source_branch_after_merge ?? undefined,
    landingStyles: stylesOf(answer),
  };
}

/**
 * A fast-forward lands the candidate itself, as a rebase does. Semi-linear is a merge that waits for a rebase. Source: GitLab
 * docs, "Merge methods", "Squash and merge".
 */
function stylesOf({ merge_method: method, squash_option: squash }: GitLabProject) {
  if (typeof method !== 'string' || typeof squash !== 'string') return undefined;
  const isFastForward = method === 'ff';
  const isKept = squash !== 'always';
  return landingStyles({
    merge: isKept && !isFastForward,
    squash: squash !== 'never',
    rebase: isKept && isFastForward,
  });
}

export function isOfFork({ source_project_id: from, target_project_id: to }: GitLabMergeRequest): boolean {
  return from !== to;
}

/** @param base the head of the branch that it is towards */
export function pullRequestFrom(answer: GitLabMergeRequest, base: Sha): PullRequest {
  const state = stateOf(answer);
  const fork = isOfFork(answer) ? `${answer.source_project_id ?? ''}:` : '';
  return {
    number: answer.iid,
    title: answer.title,
    body: answer.description,
    state,
    head: { branch: fork + answer.source_branch, commit: answer.sha },
    base: { branch: answer.target_branch, commit: base },
    author: answer.author?.username ?? '',
    webUrl: answer.web_url,
    mergeable: mergeable(answer),
    ...(state === 'merged' && { mergeCommit: answer.merge_commit_sha || answer.squash_commit_sha || answer.sha }),
    ...(state === 'merged' && typeof answer.merged_at === 'string' && { mergedAt: answer.merged_at }),
    updatedAt: answer.updated_at,
  };
}

/** `locked`: it is being landed at this moment. */
function stateOf({ state }: GitLabMergeRequest): PullRequest['state'] {
  return state === 'merged' ? 'merged' : state === 'opened' || state === 'locked' ? 'open' : 'closed';
}

/** What keeps it from landing whatever is said of it. Source: GitLab REST API, "Merge status". */
const obstacles = ['conflict', 'broken_status', 'need_rebase', 'draft_status', 'commits_status'];
const notKnownYet = ['checking', 'cannot_be_merged_recheck', 'unchecked', 'cannot_be_merged_rechecking'];

/**
 * Whether git can do it. `detailed_merge_status` names the first of all things that are missing, mostly reviews and
 * pipelines, which are told elsewhere; `merge_status` is about conflicts alone.
 */
function mergeable(answer: GitLabMergeRequest): PullRequest['mergeable'] {
  if (stateOf(answer) !== 'open') return 'unknown';
  if (answer.draft || answer.has_conflicts || obstacles.includes(answer.detailed_merge_status)) return 'no';
  if (answer.detailed_merge_status === 'mergeable') return 'yes';
  if (notKnownYet.includes(answer.merge_status)) return 'unknown';
  return answer.merge_status === 'can_be_merged'
    ? 'yes'
    : answer.merge_status === 'cannot_be_merged'
      ? 'no'
      : 'unknown';
}

/** Source: GitLab REST API, "Merge status". A word that is not here is not known, and that of a server before 15.6 is none. */
const unmet: readonly string[] = [
  ...obstacles,
  ...['ci_must_pass', 'discussions_not_resolved', 'jira_association_missing', 'locked_lfs_files', 'locked_paths'],
  ...['merge_request_blocked', 'merge_time', 'not_approved', 'not_open', 'requested_changes', 'title_regex'],
  ...['security_policy_pipeline_check', 'security_policy_violations', 'status_checks_must_pass'],
];

/** GitLab names the first of all that is missing. */
export function judgedFrom({ detailed_merge_status: word }: GitLabMergeRequest): Judged {
  const state =
    word === 'mergeable' ? 'met' : word === 'ci_still_running' ? 'waiting' : unmet.includes(word) ? 'unmet' : 'unknown';
  return { kind: 'whole', judgements: [{ name: word, of: 'other', state }] };
}

export function commentFrom({ id, author, body }: GitLabNote): PullRequestComment {
  return { id, author: author?.username ?? '', body };
}

/** Who approved is GitLab's to know: a push takes approvals back where the project says so. */
export function reviewsFrom(approved: z.infer<typeof approvals>, asked: z.infer<typeof reviewers>): Reviews {
  const names = (entries: readonly { readonly user?: { readonly username: string } | null | undefined }[]) =>
    entries.flatMap(({ user }) => (user && user.username !== '' ? [user.username] : []));
  const approvedBy = names(approved.approved_by ?? []);
  return {
    approvedBy,
    changesRequestedBy: names(asked.filter(({ state }) => state === 'requested_changes')),
    requested: names(asked.filter(({ state }) => ['unreviewed', 'review_started'].includes(state))).filter(
      (name) => !approvedBy.includes(name),
    ),
  };
}
