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
import { pullRequestPage } from '../api/pullRequestView';

/** The JSON of Bitbucket Data Center's objects, as far as clients read it. */
export function userView({ id, name, fullName, email }: AccountRecord) {
  return { id, name, slug: name, displayName: fullName, emailAddress: email, active: true, type: 'NORMAL' };
}

export function projectView({ id, name, fullName, kind }: AccountRecord) {
  return { id, key: name, name: fullName, public: false, type: kind === 'user' ? 'PERSONAL' : 'NORMAL' };
}

export function pageOf({ owner, name }: RepositoryRecord): string {
  return `/projects/${owner.name}/repos/${name}`;
}

export function repositoryView(forge: ForgeParts, repository: RepositoryRecord) {
  const { id, name, description, owner, archived } = repository;
  const cloned = `${forge.url()}/scm/${repository.fullName}.git`;
  return {
    ...{ id, slug: name, name, description, archived },
    scmId: 'git',
    state: 'AVAILABLE',
    forkable: true,
    public: !repository.private,
    project: projectView(owner),
    links: {
      self: [{ href: `${forge.url()}${pageOf(repository)}/browse` }],
      clone: [
        { name: 'ssh', href: `ssh://git@127.0.0.1:7999/${repository.fullName}.git` },
        { name: 'http', href: cloned },
      ],
    },
  };
}

export function branchView({ defaultBranch }: RepositoryRecord, { name, commit }: Branch) {
  const { id } = commit;
  const ref = { id: `refs/heads/${name}`, displayId: name, type: 'BRANCH' };
  return { ...ref, latestCommit: id, latestChangeset: id, default: name === defaultBranch };
}

export function commitView({ id, message, author, committer, parents }: CommitInfo) {
  const short = (hash: string) => ({ id: hash, displayId: hash.slice(0, 11) });
  return {
    ...short(id),
    message,
    author: { name: author.name, emailAddress: author.email },
    authorTimestamp: author.at.getTime(),
    committer: { name: committer.name, emailAddress: committer.email },
    committerTimestamp: committer.at.getTime(),
    parents: parents.map(short),
  };
}

const states: Readonly<Record<StatusRecord['state'], string>> = {
  pending: 'INPROGRESS',
  success: 'SUCCESSFUL',
  error: 'FAILED',
  failure: 'FAILED',
  warning: 'UNKNOWN',
  skipped: 'CANCELLED',
};

export function buildView({ context, state, description, targetUrl, createdAt }: StatusRecord) {
  const at = createdAt.getTime();
  const said = { key: context, name: context, state: states[state], description, url: targetUrl };
  return { ...said, parent: context, createdDate: at, updatedDate: at };
}

const counted = {
  SUCCESSFUL: 'successful',
  FAILED: 'failed',
  INPROGRESS: 'inProgress',
  CANCELLED: 'cancelled',
  UNKNOWN: 'unknown',
};

export function countsView(builds: readonly StatusRecord[]): Record<string, number> {
  const counts: Record<string, number> = { successful: 0, failed: 0, inProgress: 0, cancelled: 0, unknown: 0 };
  for (const { state } of builds) counts[counted[states[state] as keyof typeof counted]]! += 1;
  return counts;
}

export function commentView({ id, body, poster, createdAt }: CommentRecord, version: number) {
  const at = createdAt.getTime();
  return {
    ...{ id, version, text: body, severity: 'NORMAL', state: 'OPEN' },
    author: userView(poster),
    createdDate: at,
    updatedDate: at,
    comments: [],
  };
}

/** How often each was changed: whoever names another number is refused. */
export const versions = new WeakMap<PullRequestRecord | CommentRecord, number>();

export async function pullView(
  forge: ForgeParts,
  repository: RepositoryRecord,
  pull: PullRequestRecord,
  refs: ReadonlyMap<string, string>,
) {
  const git = await forge.pulls.look(repository, pull, refs);
  const { state } = pull;
  const end = (branch: string, latestCommit: string | undefined) => ({
    id: `refs/heads/${branch}`,
    displayId: branch,
    type: 'BRANCH',
    ...(latestCommit !== undefined && { latestCommit }),
    repository: repositoryView(forge, repository),
  });
  const merged = state.kind === 'merged' ? { id: state.commit, displayId: state.commit.slice(0, 11) } : undefined;
  const commit = pull.reviews[0]?.commit;
  return {
    id: pull.number,
    version: versions.get(pull) ?? 0,
    title: pull.title,
    ...(pull.body !== '' && { description: pull.body }),
    state: state.kind === 'open' ? 'OPEN' : state.kind === 'merged' ? 'MERGED' : 'DECLINED',
    open: state.kind === 'open',
    closed: state.kind !== 'open',
    draft: false,
    locked: false,
    createdDate: pull.createdAt.getTime(),
    updatedDate: pull.updatedAt.getTime(),
    ...(state.kind !== 'open' && { closedDate: state.at.getTime() }),
    fromRef: end(pull.head, git.headCommit),
    toRef: end(pull.base, git.baseCommit),
    author: { user: userView(pull.poster), role: 'AUTHOR', approved: false, status: 'UNAPPROVED' },
    ...peopleOf(repository, pull, commit),
    properties: { commentCount: 0, ...(merged && { mergeCommit: merged }) },
    links: { self: [{ href: pullRequestPage(forge, repository, pull.number) }] },
  };
}

/** An approval of who may not write is a word like any other. */
function peopleOf(repository: RepositoryRecord, pull: PullRequestRecord, commit: string | undefined) {
  const approved = approvers(repository, pull);
  const all = askedForReview(pull).map(({ reviewer, state }) => {
    const has = approved.includes(reviewer);
    const status = has ? 'APPROVED' : state === 'REQUEST_CHANGES' ? 'NEEDS_WORK' : 'UNAPPROVED';
    const role = state === 'APPROVED' && !has ? 'PARTICIPANT' : 'REVIEWER';
    const looked = commit !== undefined && { lastReviewedCommit: commit };
    return { user: userView(reviewer), role, approved: has, status, ...looked };
  });
  return {
    reviewers: all.filter(({ role }) => role === 'REVIEWER'),
    participants: all.filter(({ role }) => role === 'PARTICIPANT'),
  };
}

export function hookView({ url, active, secret }: HookRecord, events: readonly string[]) {
  return {
    ...{ name: 'Branchline', url, active, events },
    configuration: secret === '' ? {} : { createdBy: 'bitbucket' },
    scopeType: 'repository',
    sslVerificationRequired: true,
  };
}
