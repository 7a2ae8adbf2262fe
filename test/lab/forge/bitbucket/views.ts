import { pullRequestPage } from '../api/pullRequestView';
import type { Branch, CommitInfo } from '../branches';
import type { ForgeParts } from '../parts';
import { approvers, askedForReview } from '../reviews';
import type {
  AccountRecord,
  CommentRecord,
  HookRecord,
  PullRequestRecord,
  RepositoryRecord,
  StatusRecord,
} from '../state';

/** The JSON of Bitbucket's objects, as far as clients read it. */
export function userView({ id, name, fullName }: AccountRecord) {
  return { type: 'user', uuid: uuidOf(id), nickname: name, display_name: fullName };
}

export function uuidOf(id: number): string {
  return `{00000000-0000-4000-8000-${String(id).padStart(12, '0')}}`;
}

export function repositoryView(forge: ForgeParts, repository: RepositoryRecord) {
  const page = `${forge.url()}/${repository.fullName}`;
  const [project] = repository.topics;
  return {
    type: 'repository',
    uuid: uuidOf(repository.id),
    full_name: repository.fullName,
    name: repository.name,
    description: repository.description,
    scm: 'git',
    is_private: repository.private,
    owner: userView(repository.owner),
    ...(project !== undefined && { project: { type: 'project', key: projectKey(project) } }),
    mainbranch: { type: 'branch', name: repository.defaultBranch },
    created_on: repository.createdAt.toISOString(),
    updated_on: repository.updatedAt.toISOString(),
    links: {
      html: { href: page },
      clone: [
        { name: 'https', href: `${page}.git` },
        { name: 'ssh', href: `git@bitbucket.org:${repository.fullName}.git` },
      ],
    },
  };
}

/** What is a topic elsewhere is the key of the project that a repository lies in. */
export function projectKey(topic: string): string {
  return topic.toUpperCase();
}

const strategies = { merge: 'merge_commit', squash: 'squash', rebase: 'fast_forward' } as const;

export function branchView({ landing }: RepositoryRecord, { name, commit }: Branch) {
  const allowed = (['merge', 'squash', 'rebase'] as const).filter((style) => landing.has(style));
  return {
    type: 'branch',
    name,
    target: commitView(commit),
    merge_strategies: allowed.map((style) => strategies[style]),
    default_merge_strategy: strategies[allowed[0] ?? 'merge'],
  };
}

export function commitView({ id, message, author, parents }: CommitInfo) {
  return {
    type: 'commit',
    hash: id,
    date: author.at.toISOString(),
    message,
    author: { type: 'author', raw: `${author.name} <${author.email}>` },
    parents: parents.map((hash) => ({ type: 'commit', hash })),
  };
}

const states: Readonly<Record<StatusRecord['state'], string>> = {
  pending: 'INPROGRESS',
  success: 'SUCCESSFUL',
  error: 'FAILED',
  failure: 'FAILED',
  warning: 'FAILED',
  skipped: 'STOPPED',
};

/** What a status is called, where that is not its key. */
export const namesOfStatuses = new WeakMap<StatusRecord, string>();

export function statusView(status: StatusRecord) {
  const at = status.createdAt.toISOString();
  return {
    type: 'build',
    key: status.context,
    name: namesOfStatuses.get(status) ?? status.context,
    state: states[status.state],
    description: status.description,
    url: status.targetUrl,
    created_on: at,
    updated_on: at,
  };
}

export function commentView(comment: CommentRecord) {
  return {
    type: 'pullrequest_comment',
    id: comment.id,
    user: userView(comment.poster),
    content: { raw: comment.body, markup: 'markdown', html: '' },
    created_on: comment.createdAt.toISOString(),
    updated_on: comment.createdAt.toISOString(),
    deleted: false,
  };
}

/** Commits are named by their first twelve letters there. Source: Bitbucket REST API, "Pull requests", its examples. */
const short = (hash: string) => ({ hash: hash.slice(0, 12) });

export async function pullView(
  forge: ForgeParts,
  repository: RepositoryRecord,
  pull: PullRequestRecord,
  refs: ReadonlyMap<string, string>,
) {
  const git = await forge.pulls.look(repository, pull, refs);
  const { state } = pull;
  const from = { type: 'repository', full_name: repository.fullName };
  return {
    type: 'pullrequest',
    id: pull.number,
    title: pull.title,
    summary: { raw: pull.body, markup: 'markdown', html: '' },
    state: state.kind === 'open' ? 'OPEN' : state.kind === 'merged' ? 'MERGED' : 'DECLINED',
    draft: false,
    author: userView(pull.poster),
    source: { branch: { name: pull.head }, repository: from, ...(git.headCommit && { commit: short(git.headCommit) }) },
    destination: {
      branch: { name: pull.base },
      repository: from,
      ...(git.baseCommit && { commit: short(git.baseCommit) }),
    },
    merge_commit: state.kind === 'merged' ? short(state.commit) : null,
    close_source_branch: false,
    created_on: pull.createdAt.toISOString(),
    updated_on: pull.updatedAt.toISOString(),
    links: { html: { href: pullRequestPage(forge, repository, pull.number) } },
  };
}

/** Only of one that is asked for by its number. */
export function peopleOf(repository: RepositoryRecord, pull: PullRequestRecord) {
  const asked = askedForReview(pull);
  const approved = approvers(repository, pull);
  const stateOf = (state: string, who: AccountRecord) =>
    state === 'REQUEST_CHANGES' ? 'changes_requested' : approved.includes(who) ? 'approved' : null;
  return {
    reviewers: asked.filter(({ state }) => state === 'REQUEST_REVIEW').map(({ reviewer }) => userView(reviewer)),
    participants: asked.map(({ reviewer, state }) => ({
      type: 'participant',
      user: userView(reviewer),
      role: 'REVIEWER',
      approved: stateOf(state, reviewer) === 'approved',
      state: stateOf(state, reviewer),
    })),
  };
}

export function hookView({ id, url, active, createdAt }: HookRecord, events: readonly string[]) {
  return {
    type: 'webhook_subscription',
    uuid: uuidOf(id),
    url,
    active,
    description: 'Branchline',
    events,
    created_at: createdAt.toISOString(),
  };
}
