import type { CommitInfo } from '../branches';
import type { ForgeParts } from '../parts';
import { unmetDemand } from '../protection';
import {
  accessOf,
  atLeast,
  type AccountRecord,
  type CommentRecord,
  type HookRecord,
  type ProtectionRecord,
  type PullRequestRecord,
  type RepositoryRecord,
  type StatusRecord,
} from '../state';
import type { CommitState } from '../types';
import { checkingKey } from '../api/pullRequestView';

/** The JSON of GitHub's models, as far as clients read it. Source: its REST API, each by its name. */
export function userView({ id, name, kind }: AccountRecord): object {
  return { id, login: name, type: kind === 'user' ? 'User' : 'Organization', site_admin: false };
}

/** Who may push is told how pull requests land, and nobody else. */
export function repositoryView(forge: ForgeParts, repository: RepositoryRecord, reader: AccountRecord | undefined) {
  const access = accessOf(reader, repository);
  const page = `${forge.url()}/${repository.fullName}`;
  return {
    id: repository.id,
    name: repository.name,
    full_name: repository.fullName,
    owner: userView(repository.owner),
    private: repository.private,
    html_url: page,
    description: repository.description,
    fork: false,
    clone_url: `${page}.git`,
    default_branch: repository.defaultBranch,
    topics: repository.topics,
    archived: repository.archived,
    permissions: { admin: atLeast(access, 'admin'), push: atLeast(access, 'write'), pull: atLeast(access, 'read') },
  };
}

/** What is told of one, and not in a list. */
export function wholeRepositoryView(
  forge: ForgeParts,
  repository: RepositoryRecord,
  reader: AccountRecord | undefined,
) {
  return {
    ...repositoryView(forge, repository, reader),
    ...(atLeast(accessOf(reader, repository), 'write') && {
      allow_merge_commit: repository.landing.has('merge'),
      allow_squash_merge: repository.landing.has('squash'),
      allow_rebase_merge: repository.landing.has('rebase'),
      delete_branch_on_merge: repository.deleteBranchAfterMerge,
    }),
  };
}

export function pullPage(forge: ForgeParts, repository: RepositoryRecord, number: number): string {
  return forge.url() + forge.dialect.pageOf(repository, number);
}

/** As in lists. */
export async function listedPullView(
  forge: ForgeParts,
  repository: RepositoryRecord,
  pull: PullRequestRecord,
  refs: ReadonlyMap<string, string>,
) {
  const { state } = pull;
  const git = await forge.pulls.look(repository, pull, refs);
  const side = (ref: string, sha: string | undefined) => ({
    label: `${repository.owner.name}:${ref}`,
    ref,
    sha: sha ?? '',
    user: userView(repository.owner),
    repo: { id: repository.id, name: repository.name, full_name: repository.fullName },
  });
  return {
    id: pull.id,
    number: pull.number,
    state: state.kind === 'open' ? 'open' : 'closed',
    title: pull.title,
    body: pull.body === '' ? null : pull.body,
    user: userView(pull.poster),
    html_url: pullPage(forge, repository, pull.number),
    draft: false,
    created_at: pull.createdAt.toISOString(),
    updated_at: pull.updatedAt.toISOString(),
    closed_at: state.kind === 'open' ? null : state.at.toISOString(),
    merged_at: state.kind === 'merged' ? state.at.toISOString() : null,
    // Of an open one it names a trial merge.
    merge_commit_sha: state.kind === 'merged' ? state.commit : state.kind === 'open' ? 'f'.repeat(40) : null,
    head: side(pull.head, git.headCommit),
    base: side(pull.base, git.baseCommit),
  };
}

/** Alone, with whether git can merge it: not known at first. */
export async function pullView(
  forge: ForgeParts,
  repository: RepositoryRecord,
  pull: PullRequestRecord,
  refs: ReadonlyMap<string, string>,
): Promise<object> {
  const isKnown = forge.checking.look(checkingKey(repository, pull.number));
  const { mergeable, headCommit = '' } = await forge.pulls.look(repository, pull, refs);
  const isOpen = pull.state.kind === 'open';
  const isUnmet = isOpen && unmetDemand(repository, pull, headCommit) !== undefined;
  return {
    ...(await listedPullView(forge, repository, pull, refs)),
    merged: pull.state.kind === 'merged',
    mergeable: isOpen && isKnown ? mergeable : null,
    // Source: GitHub GraphQL API, `MergeStateStatus`.
    mergeable_state: !isOpen || !isKnown ? 'unknown' : !mergeable ? 'dirty' : isUnmet ? 'blocked' : 'clean',
  };
}

/** It has four words. */
export function stateOf(state: CommitState): 'pending' | 'success' | 'failure' | 'error' {
  return state === 'skipped' ? 'success' : state === 'warning' ? 'failure' : state;
}

export function statusView(status: StatusRecord) {
  return {
    id: status.id,
    context: status.context,
    state: stateOf(status.state),
    description: status.description,
    target_url: status.targetUrl === '' ? null : status.targetUrl,
    created_at: status.createdAt.toISOString(),
    updated_at: status.createdAt.toISOString(),
  };
}

export function commitView({ id, message, author, committer }: CommitInfo): object {
  const person = ({ name, email, at }: CommitInfo['author']) => ({ name, email, date: at.toISOString() });
  return { sha: id, commit: { message: message.trimEnd(), author: person(author), committer: person(committer) } };
}

export function commentView({ id, poster, body, createdAt }: CommentRecord): object {
  return { id, user: userView(poster), body, created_at: createdAt.toISOString(), updated_at: createdAt.toISOString() };
}

export function hookView({ id, url, events, active, createdAt }: HookRecord): object {
  return {
    ...{ type: 'Repository', id, name: 'web', active, events },
    config: { url, content_type: 'json', insecure_ssl: '0' },
    created_at: createdAt.toISOString(),
    updated_at: createdAt.toISOString(),
  };
}

/** Nobody passes it: whoever administers the repository neither. */
export function protectionView(rule: ProtectionRecord): object {
  return {
    ...(rule.requiredContexts.length > 0 && {
      required_status_checks: { strict: false, contexts: rule.requiredContexts },
    }),
    required_pull_request_reviews: {
      required_approving_review_count: rule.requiredApprovals,
      require_code_owner_reviews: false,
    },
    enforce_admins: { url: '', enabled: true },
    allow_force_pushes: { enabled: false },
    allow_deletions: { enabled: false },
  };
}
