import { z } from 'zod';
import { empty, json, type Answer } from '../answer';
import { bodyOf, param, signedIn, type RepositoryCall, type Route } from '../api/call';
import { mayMerge, unmetDemand } from '../protection';
import { Refusal } from '../refusal';
import { accessOf, atLeast, type CommentRecord, type PullRequestRecord } from '../state';
import { mayNot, onRepository, paged, Thrown } from './call';
import { commentView, pullView, userView, versions } from './views';

const place = '/pull-requests/:number';

/** Pull requests, what is said on them, and whether they land. */
export const pullRequestRoutes: readonly Route[] = [
  onRepository('GET', '/pull-requests', 'read', list),
  onRepository('POST', '/pull-requests', 'read', create),
  onRepository('GET', place, 'read', (call) => show(call, numbered(call), 200)),
  onRepository('PUT', place, 'read', edit),
  onRepository('POST', `${place}/decline`, 'read', (call) => step(call, 'open', 'closed')),
  onRepository('POST', `${place}/reopen`, 'read', (call) => step(call, 'closed', 'open')),
  onRepository('GET', `${place}/merge`, 'read', mergeability),
  onRepository('POST', `${place}/merge`, 'write', merge),
  onRepository('GET', `${place}/auto-merge`, 'read', async (call) => {
    const pull = numbered(call);
    if (!pull.scheduled) throw new Thrown(404, 'NoSuchAutoMergeRequestException', 'It was not asked for.');
    const fromHash = (await call.forge.branches.refs(call.repository)).get(`refs/heads/${pull.head}`);
    const strategyId = strategies[pull.scheduled.style];
    return json(200, { fromHash, strategyId, toRefId: `refs/heads/${pull.base}`, autoSubject: true });
  }),
  onRepository('DELETE', `${place}/auto-merge`, 'write', (call) => {
    call.forge.pulls.unschedule(numbered(call));
    return empty(204);
  }),
  onRepository('GET', `${place}/activities`, 'read', (call) => paged(call, activities(call), (one) => one)),
  onRepository('POST', `${place}/comments`, 'read', addComment),
  onRepository('GET', `${place}/comments/:comment`, 'read', (call) => json(200, shown(commentOf(call)))),
  onRepository('PUT', `${place}/comments/:comment`, 'read', async (call) => {
    const { text, version } = await bodyOf(call, z.object({ text: z.string(), version: z.number() }));
    const found = ownComment(call, version);
    found.body = text;
    versions.set(found, version + 1);
    return json(200, shown(found));
  }),
  onRepository('DELETE', `${place}/comments/:comment`, 'read', (call) => {
    const { comments } = call.repository;
    const found = ownComment(call, Number(call.query.get('version') ?? -1));
    comments.splice(comments.indexOf(found), 1);
    return empty(204);
  }),
];

export const strategies = { merge: 'no-ff', squash: 'squash', rebase: 'rebase-ff-only' } as const;

function numbered(call: RepositoryCall): PullRequestRecord {
  const found = call.repository.pullRequests.find(({ number }) => number === Number(param(call, 'number')));
  if (!found) throw new Thrown(404, 'NoSuchPullRequestException', 'Pull request does not exist.');
  return found;
}

async function show({ forge, repository }: RepositoryCall, pull: PullRequestRecord, status: number): Promise<Answer> {
  return json(status, await pullView(forge, repository, pull, await forge.branches.refs(repository)));
}

const stateNames = { open: 'OPEN', closed: 'DECLINED', merged: 'MERGED' } as const;

async function list(call: RepositoryCall): Promise<Answer> {
  const { forge, repository, query } = call;
  const state = query.get('state') ?? 'OPEN';
  const at = query.get('at');
  const end = query.get('direction') === 'OUTGOING' ? 'head' : 'base';
  const found = repository.pullRequests.filter(
    (pull) =>
      (state === 'ALL' || stateNames[pull.state.kind] === state) && (at === null || `refs/heads/${pull[end]}` === at),
  );
  const refs = await forge.branches.refs(repository);
  return paged(call, found.toReversed(), (pull) => pullView(forge, repository, pull, refs));
}

const end = z.object({ id: z.string().min(1) });
const opening = z.object({ title: z.string().min(1), description: z.string().optional(), fromRef: end, toRef: end });

async function create(call: RepositoryCall): Promise<Answer> {
  const { forge, repository } = call;
  const { title, description: body = '', fromRef, toRef } = await bodyOf(call, opening);
  const [head = '', base = ''] = [fromRef, toRef].map(({ id }) => id.replace('refs/heads/', ''));
  const doing = { by: signedIn(call), at: forge.now() };
  const refs = await forge.branches.refs(repository);
  const [from, to] = [refs.get(fromRef.id), refs.get(toRef.id)];
  if (from === undefined || to === undefined) {
    throw new Thrown(404, 'NoSuchBranchException', 'There is no such branch.');
  }
  if ((await forge.branches.between(repository, to, from)).length === 0) {
    throw new Thrown(409, 'EmptyPullRequestException', `${base} is already up-to-date with ${head}.`);
  }
  try {
    return await show(call, await forge.pulls.open(repository, { title, head, base, body, labels: [], ...doing }), 201);
  } catch (error) {
    const open = repository.pullRequests.find(
      (one) => one.state.kind === 'open' && one.head === head && one.base === base,
    );
    if (!(error instanceof Refusal) || error.status !== 409 || !open) throw error;
    const existingPullRequest = await pullView(forge, repository, open, refs);
    const message = 'Only one pull request may be open for a given source and target branch';
    throw new Thrown(409, 'DuplicatePullRequestException', message, { existingPullRequest });
  }
}

const edited = z.object({
  version: z.number(),
  title: z.string().min(1),
  description: z.string().optional(),
  reviewers: z.array(z.unknown()).optional(),
});

async function edit(call: RepositoryCall): Promise<Answer> {
  const { forge, repository } = call;
  const { version, title, description: body = '', reviewers = [] } = await bodyOf(call, edited);
  const pull = demandOwn(call, version);
  if (pull.state.kind !== 'open') throw new Thrown(409, 'IllegalPullRequestStateException', 'It is not open.');
  if (reviewers.length === 0) pull.reviews = [];
  await forge.pulls.edit(repository, pull, { title, body }, { by: signedIn(call), at: forge.now() });
  versions.set(pull, version + 1);
  return show(call, pull, 200);
}

async function step(call: RepositoryCall, from: 'open' | 'closed', state: 'open' | 'closed'): Promise<Answer> {
  const { forge, repository } = call;
  const version = Number(call.query.get('version') ?? -1);
  const pull = demandOwn(call, version);
  if (pull.state.kind !== from) throw new Thrown(409, 'IllegalPullRequestStateException', `It is not ${from}.`);
  await forge.pulls.edit(repository, pull, { state }, { by: signedIn(call), at: forge.now() });
  versions.set(pull, version + 1);
  return show(call, pull, 200);
}

function demandVersion<T extends PullRequestRecord | CommentRecord>(held: T, version: number, what: string): T {
  if ((versions.get(held) ?? 0) === version) return held;
  const message = 'You are attempting to modify it based on out-of-date information.';
  throw new Thrown(409, `${what}OutOfDateException`, message, { currentVersion: versions.get(held) ?? 0 });
}

function demandOwn(call: RepositoryCall, version: number): PullRequestRecord {
  const pull = numbered(call);
  const by = signedIn(call);
  if (pull.poster.id !== by.id && !atLeast(accessOf(by, call.repository), 'write')) throw mayNot;
  return demandVersion(pull, version, 'PullRequest');
}

async function mergeability(call: RepositoryCall): Promise<Answer> {
  const { forge, repository } = call;
  const pull = numbered(call);
  if (pull.state.kind !== 'open') throw new Thrown(409, 'IllegalPullRequestStateException', 'It is not open.');
  const { mergeable, headCommit = '' } = await forge.pulls.look(
    repository,
    pull,
    await forge.branches.refs(repository),
  );
  const vetoes = vetoesOf(call, pull, headCommit);
  const outcome = mergeable ? 'CLEAN' : 'CONFLICTED';
  return json(200, { canMerge: mergeable && vetoes.length === 0, conflicted: !mergeable, outcome, vetoes });
}

const reasons = {
  checks: 'Required builds are not there',
  approvals: 'More approvals are required',
  more: 'Tasks are open',
} as const;

function vetoesOf(call: RepositoryCall, pull: PullRequestRecord, headCommit: string) {
  const unmet = unmetDemand(call.repository, pull, headCommit);
  const rights = mayMerge(signedIn(call), call.repository, pull.base) ? [] : ['Insufficient branch permissions'];
  const said = [...rights, ...(unmet ? [reasons[unmet]] : [])];
  return said.map((summaryMessage) => ({ summaryMessage, detailedMessage: `${summaryMessage}.` }));
}

const merging = z.object({ version: z.number(), autoMerge: z.boolean().optional(), strategyId: z.string().optional() });

async function merge(call: RepositoryCall): Promise<Answer> {
  const { forge, repository } = call;
  const { version, autoMerge, strategyId } = await bodyOf(call, merging);
  const pull = demandVersion(numbered(call), version, 'PullRequest');
  const by = signedIn(call);
  const style = (['merge', 'squash', 'rebase'] as const).find((one) => strategies[one] === strategyId) ?? 'merge';
  try {
    if (autoMerge === true) {
      if (!pull.scheduled)
        await forge.pulls.schedule(repository, pull, { by, style, deleteBranch: false }, forge.now());
    } else {
      const wanted = { style, by, at: forge.now(), deleteBranch: false, message: 'page' } as const;
      await forge.pulls.merge(repository, pull, wanted);
    }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const headCommit = (await forge.branches.refs(repository)).get(`refs/heads/${pull.head}`) ?? '';
    const vetoes = vetoesOf(call, pull, headCommit);
    throw new Thrown(409, 'PullRequestMergeVetoedException', 'The pull request cannot be merged.', { vetoes });
  }
  return show(call, pull, 200);
}

/** What happened, the newest first. */
function activities(call: RepositoryCall): readonly object[] {
  const pull = numbered(call);
  const user = userView(pull.poster);
  const said = call.repository.comments.filter(({ pullRequest }) => pullRequest === pull.number);
  const at = pull.createdAt.getTime();
  const all = [
    { action: 'OPENED', user, createdDate: at },
    ...said.map((one) => ({
      action: 'COMMENTED',
      commentAction: 'ADDED',
      comment: shown(one),
      user: userView(one.poster),
      createdDate: one.createdAt.getTime(),
    })),
    ...pull.timeline.map((one) => ({
      action: one === 'pull_scheduled_merge' ? 'AUTO_MERGE_REQUESTED' : 'AUTO_MERGE_CANCELLED',
      user,
      createdDate: at,
    })),
  ];
  return all.map((one, index) => ({ id: index + 1, ...one })).toReversed();
}

function shown(comment: CommentRecord) {
  return commentView(comment, versions.get(comment) ?? 0);
}

async function addComment(call: RepositoryCall): Promise<Answer> {
  const { text } = await bodyOf(call, z.object({ text: z.string().min(1) }));
  const { comments } = call.repository;
  const id = (comments.at(-1)?.id ?? 0) + 1;
  const { number } = numbered(call);
  const added = { id, pullRequest: number, body: text, poster: signedIn(call), createdAt: call.forge.now() };
  comments.push(added);
  return json(201, shown(added));
}

function commentOf(call: RepositoryCall): CommentRecord {
  const { number } = numbered(call);
  const found = call.repository.comments.find(
    ({ id, pullRequest }) => String(id) === param(call, 'comment') && pullRequest === number,
  );
  if (!found) throw new Thrown(404, 'NoSuchCommentException', 'Comment does not exist.');
  return found;
}

function ownComment(call: RepositoryCall, version: number): CommentRecord {
  const found = commentOf(call);
  const who = signedIn(call);
  if (found.poster.id !== who.id && accessOf(who, call.repository) !== 'admin') throw mayNot;
  return demandVersion(found, version, 'Comment');
}
