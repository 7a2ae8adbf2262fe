import type {
  BranchSchema,
  CommitSchema,
  CommitStatusSchema,
  MergeRequestNoteSchema,
  ProjectSchema,
  SimpleUserSchema,
} from '@gitbeaker/rest';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Branch, CommitInfo } from '../branches';
import type { ForgeParts } from '../parts';
import { mayMerge, mayPush, protectionOf } from '../protection';
import { type AccountRecord, type CommentRecord, type RepositoryRecord, type StatusRecord } from '../state';
import type { Access } from '../types';
import type { Published } from './published';

/** The JSON of GitLab's entities, as far as clients read it. */
export function userView({ id, name, fullName }: AccountRecord) {
  return {
    id,
    username: name,
    name: fullName,
    state: 'active',
    avatar_url: '',
    web_url: `/${name}`,
  } satisfies Published<SimpleUserSchema>;
}

/** Source: GitLab docs, "Roles and permissions": Reporter, Developer, Maintainer. */
const levels: Readonly<Record<Access, number>> = { none: 0, read: 20, write: 30, admin: 40 };

export function projectView(
  forge: ForgeParts,
  repository: RepositoryRecord,
  reader: AccountRecord | undefined,
): Published<
  ProjectSchema,
  { group_access?: null; permissions?: object; namespace: object; id: number; topics: readonly string[] }
> {
  const page = `${forge.url()}/${repository.fullName}`;
  const isEmpty = hasNothing(repository.path);
  return {
    id: repository.id,
    description: repository.description,
    name: repository.name,
    path: repository.name,
    path_with_namespace: repository.fullName,
    default_branch: repository.defaultBranch,
    topics: repository.topics,
    http_url_to_repo: `${page}.git`,
    ssh_url_to_repo: '',
    web_url: page,
    created_at: repository.createdAt.toISOString(),
    last_activity_at: repository.createdAt.toISOString(),
    namespace: { id: repository.owner.id, name: repository.owner.name, full_path: repository.owner.name },
    archived: repository.archived,
    visibility: repository.private ? 'private' : 'public',
    empty_repo: isEmpty,
    merge_requests_enabled: repository.hasPullRequests,
    merge_method: repository.landing.has('merge') ? 'merge' : 'ff',
    squash_option: squashOption(repository),
    remove_source_branch_after_merge: repository.deleteBranchAfterMerge,
    only_allow_merge_if_pipeline_succeeds: asksForPipeline(repository),
    only_allow_merge_if_all_discussions_are_resolved: repository.protections.some(({ demandsMore }) => demandsMore),
    ...(reader && { permissions: permissionsOf(reader, repository) }),
  };
}

/** Who is a member of neither the project nor its group is told `null` twice. Source: GitLab REST API, "Get a single project". */
function permissionsOf(reader: AccountRecord, { access, owner }: RepositoryRecord) {
  const told = (role: Access = 'none') =>
    role === 'none' ? null : { access_level: levels[role], notification_level: 3 };
  const own = access[reader.name];
  const ofGroup = reader.id === owner.id ? 'admin' : own === undefined ? reader.access : 'none';
  return { project_access: told(own), group_access: told(ofGroup) };
}

function squashOption({ landing }: RepositoryRecord): string {
  if (!landing.has('squash')) return 'never';
  return landing.has('merge') || landing.has('rebase') ? 'default_off' : 'always';
}

/** A setting of the project, whichever of its branches was protected so. */
export function asksForPipeline({ protections, waitsForPipeline }: RepositoryRecord): boolean {
  return waitsForPipeline === true || protections.some(({ requiredContexts }) => requiredContexts.length > 0);
}

function hasNothing(path: string): boolean {
  return readdirSync(join(path, 'refs/heads')).length === 0 && !existsSync(join(path, 'packed-refs'));
}

export function branchView(
  forge: ForgeParts,
  repository: RepositoryRecord,
  { name, commit }: Branch,
  reader: AccountRecord | undefined,
): Published<BranchSchema, { commit: object }> {
  const rule = protectionOf(repository, name);
  return {
    name,
    merged: false,
    protected: rule !== undefined,
    default: name === repository.defaultBranch,
    developers_can_push: false,
    developers_can_merge: rule !== undefined && rule.mergers === undefined,
    can_push: reader !== undefined && (mayPush(reader, repository, name) || isNamed(reader, repository, name)),
    web_url: `${forge.url()}/${repository.fullName}/-/tree/${name}`,
    commit: commitView(commit),
  };
}

/** Whom a rule of the double lets land, GitLab would let push as well: nobody else could be told of it. */
function isNamed(reader: AccountRecord, repository: RepositoryRecord, branch: string): boolean {
  const named = protectionOf(repository, branch)?.mergers;
  return named !== undefined && named.includes(reader.name) && mayMerge(reader, repository, branch);
}

export function commitView(
  commit: CommitInfo,
): Published<CommitSchema, { created_at: string; parent_ids: readonly string[] }> {
  const { id, message, author, committer, parents } = commit;
  return {
    id,
    short_id: id.slice(0, 8),
    title: message.split('\n', 1)[0] ?? '',
    message,
    author_name: author.name,
    author_email: author.email,
    authored_date: author.at.toISOString(),
    committer_name: committer.name,
    committer_email: committer.email,
    committed_date: committer.at.toISOString(),
    created_at: committer.at.toISOString(),
    parent_ids: parents,
  };
}

/** Which of them may be `null` the published types do not say. Source: GitLab REST API, "Commits", "Commit status". */
interface Nullable {
  target_url: string | null;
  started_at: string | null;
  finished_at: string | null;
}

const states: Readonly<Record<StatusRecord['state'], string>> = {
  pending: 'pending',
  success: 'success',
  error: 'failed',
  failure: 'failed',
  warning: 'failed',
  skipped: 'skipped',
};

/** `pipeline_id`: GitLab 17. */
export function statusView(
  repository: RepositoryRecord,
  status: StatusRecord,
): Published<CommitStatusSchema, Nullable & { pipeline_id: number; author: object; status: string; coverage: null }> {
  const at = status.createdAt.toISOString();
  const hasEnded = status.state !== 'pending';
  return {
    id: status.id,
    sha: status.commit,
    ref: repository.defaultBranch,
    status: states[status.state],
    name: status.context,
    target_url: status.targetUrl === '' ? null : status.targetUrl,
    description: status.description,
    created_at: at,
    started_at: null,
    finished_at: hasEnded ? at : null,
    allow_failure: status.state === 'warning',
    coverage: null,
    pipeline_id: 1,
    author: userView(status.creator),
  };
}

export function noteView(
  repository: RepositoryRecord,
  comment: CommentRecord,
): Published<MergeRequestNoteSchema, { author: object }> {
  return {
    id: comment.id,
    body: comment.body,
    attachment: null,
    author: userView(comment.poster),
    created_at: comment.createdAt.toISOString(),
    updated_at: comment.createdAt.toISOString(),
    system: false,
    noteable_id: comment.pullRequest,
    noteable_type: 'MergeRequest',
    noteable_iid: comment.pullRequest,
    project_id: repository.id,
    resolvable: false,
  };
}
