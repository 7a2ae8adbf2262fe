import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Branch, CommitInfo } from '../branches';
import type { Signature } from '../git';
import type { ForgeParts } from '../parts';
import { mayMerge, mayPush, protectionOf } from '../protection';
import { accessOf, atLeast, type AccountRecord, type RepositoryRecord, type StatusRecord } from '../state';

/** The JSON of Gitea's models, as far as clients read it. */
export function accountView(account: AccountRecord): object {
  return {
    id: account.id,
    login: account.name,
    login_name: '',
    full_name: account.fullName,
    email: account.email,
    username: account.name,
    is_admin: account.access === 'admin',
    active: true,
  };
}

export function repositoryView(
  forge: ForgeParts,
  repository: RepositoryRecord,
  reader: AccountRecord | undefined,
): object {
  const access = accessOf(reader, repository);
  const page = `${forge.url()}/${repository.fullName}`;
  return {
    id: repository.id,
    owner: accountView(repository.owner),
    name: repository.name,
    full_name: repository.fullName,
    description: repository.description,
    empty: isEmpty(repository.path),
    private: repository.private,
    fork: false,
    mirror: false,
    html_url: page,
    url: `${forge.url()}/api/v1/repos/${repository.fullName}`,
    clone_url: `${page}.git`,
    ssh_url: '',
    default_branch: repository.defaultBranch,
    archived: repository.archived,
    open_pr_counter: repository.pullRequests.filter(({ state }) => state.kind === 'open').length,
    created_at: repository.createdAt.toISOString(),
    updated_at: repository.updatedAt.toISOString(),
    permissions: { admin: atLeast(access, 'admin'), push: atLeast(access, 'write'), pull: atLeast(access, 'read') },
    has_pull_requests: repository.hasPullRequests,
    has_actions: false,
    allow_merge_commits: repository.landing.has('merge'),
    allow_rebase: repository.landing.has('rebase'),
    allow_rebase_explicit: false,
    allow_squash_merge: repository.landing.has('squash'),
    allow_fast_forward_only_merge: false,
    default_delete_branch_after_merge: repository.deleteBranchAfterMerge,
    default_merge_style: 'merge',
    object_format_name: 'sha1',
    topics: repository.topics,
  };
}

function isEmpty(path: string): boolean {
  return readdirSync(join(path, 'refs/heads')).length === 0 && !existsSync(join(path, 'packed-refs'));
}

export function branchView(
  forge: ForgeParts,
  repository: RepositoryRecord,
  { name, commit }: Branch,
  reader: AccountRecord | undefined,
): object {
  const rule = protectionOf(repository, name);
  return {
    name,
    commit: payloadCommitView(forge, repository, commit),
    protected: rule !== undefined,
    required_approvals: rule?.requiredApprovals ?? 0,
    enable_status_check: (rule?.requiredContexts.length ?? 0) > 0,
    status_check_contexts: rule?.requiredContexts ?? [],
    user_can_push: reader !== undefined && mayPush(reader, repository, name),
    user_can_merge: reader !== undefined && mayMerge(reader, repository, name),
    // Only those who may change the rule are told its name.
    effective_branch_protection_name: atLeast(accessOf(reader, repository), 'admin') ? (rule?.pattern ?? '') : '',
  };
}

/** A commit as in branches and webhooks. */
export function payloadCommitView(forge: ForgeParts, repository: RepositoryRecord, commit: CommitInfo): object {
  return {
    id: commit.id,
    message: commit.message,
    url: `${forge.url()}/${repository.fullName}/commit/${commit.id}`,
    author: { name: commit.author.name, email: commit.author.email, username: '' },
    committer: { name: commit.committer.name, email: commit.committer.email, username: '' },
    verification: null,
    timestamp: commit.committer.at.toISOString(),
    added: null,
    removed: null,
    modified: null,
  };
}

/** A commit as in comparisons. */
export function commitView(forge: ForgeParts, repository: RepositoryRecord, commit: CommitInfo): object {
  const person = ({ name, email, at }: Signature): object => ({ name, email, date: at.toISOString() });
  const url = (id: string): string => `${forge.url()}/api/v1/repos/${repository.fullName}/git/commits/${id}`;
  return {
    url: url(commit.id),
    sha: commit.id,
    created: commit.committer.at.toISOString(),
    html_url: `${forge.url()}/${repository.fullName}/commit/${commit.id}`,
    commit: { message: commit.message, author: person(commit.author), committer: person(commit.committer) },
    author: null,
    committer: null,
    parents: commit.parents.map((sha) => ({ sha, url: url(sha) })),
  };
}

export function statusView(forge: ForgeParts, repository: RepositoryRecord, status: StatusRecord): object {
  return {
    id: status.id,
    status: status.state,
    target_url: status.targetUrl,
    description: status.description,
    url: `${forge.url()}/api/v1/repos/${repository.fullName}/statuses/${status.commit}`,
    context: status.context,
    creator: accountView(status.creator),
    created_at: status.createdAt.toISOString(),
    updated_at: status.createdAt.toISOString(),
  };
}
