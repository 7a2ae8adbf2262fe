import { z } from 'zod';
import { empty, json, type Answer } from '../answer';
import { Refusal } from '../refusal';
import { reviewViews } from '../reviews';
import { accessOf, atLeast, type PullRequestRecord } from '../state';
import { bodyOf, onRepository, paged, param, signedIn, type RepositoryCall, type Route } from './call';
import { checkingKey, pullRequestView } from './pullRequestView';
import { indexingKey } from './repositories';
import { commitView } from './views';

/** Pull requests: list, find, open, edit, land. */
export const pullRequestRoutes: readonly Route[] = [
  onRepository('GET', '/pulls', 'read', list),
  onRepository('POST', '/pulls', 'read', create),
  onRepository('GET', '/pulls/:number', 'read', (call) => show(call, numbered(call), 200)),
  onRepository('PATCH', '/pulls/:number', 'read', edit),
  onRepository('GET', '/pulls/:number/merge', 'read', (call) => {
    if (numbered(call).state.kind !== 'merged') throw Refusal.notFound();
    return empty(204);
  }),
  onRepository('POST', '/pulls/:number/merge', 'read', merge),
  onRepository('DELETE', '/pulls/:number/merge', 'write', (call) => {
    call.forge.pulls.unschedule(numbered(call));
    return empty(204);
  }),
  onRepository('GET', '/issues/:number/timeline', 'read', (call) =>
    paged(call, numbered(call).timeline, (type) => ({ type })),
  ),
  onRepository('GET', '/pulls/:number/commits', 'read', commits),
  onRepository('GET', '/pulls/:number/reviews', 'read', async (call) =>
    paged(call, await reviewViews(call.forge, call.repository, numbered(call)), (view) => view),
  ),
  onRepository('GET', '/pulls/:base/*', 'read', (call) => {
    const head = param(call, '*').replace(`${call.repository.owner.name}:`, '');
    // As the forge does it: the first one ever, whatever its state.
    const found = call.repository.pullRequests.find((pull) => pull.base === param(call, 'base') && pull.head === head);
    if (!found) throw Refusal.notFound();
    return show(call, found, 200);
  }),
];

/** The pull request whose number the address names. */
export function numbered(call: RepositoryCall): PullRequestRecord {
  return call.forge.pulls.find(call.repository, Number(param(call, 'number')));
}

async function show(call: RepositoryCall, pullRequest: PullRequestRecord, status: number): Promise<Answer> {
  const { forge, repository, account } = call;
  const refs = await forge.branches.refs(repository);
  return json(status, await pullRequestView(forge, repository, pullRequest, refs, account));
}

async function list(call: RepositoryCall): Promise<Answer> {
  const { forge, repository, account, query } = call;
  const state = query.get('state') ?? 'open';
  const base = query.get('base_branch');
  const found = repository.pullRequests
    .filter((pull) => state === 'all' || (pull.state.kind === 'open') === (state === 'open'))
    .filter((pull) => base === null || pull.base === base);
  const refs = await forge.branches.refs(repository);
  return paged(call, sorted(found, query.get('sort')), (pull) =>
    pullRequestView(forge, repository, pull, refs, account),
  );
}

function sorted(pulls: readonly PullRequestRecord[], by: string | null): readonly PullRequestRecord[] {
  const updated = (pull: PullRequestRecord): number => pull.updatedAt.getTime();
  if (by === 'oldest') return pulls;
  if (by === 'recentupdate') return pulls.toSorted((one, other) => updated(other) - updated(one));
  if (by === 'leastupdate') return pulls.toSorted((one, other) => updated(one) - updated(other));
  return pulls.toReversed();
}

const newPullRequest = z.object({
  title: z.string().min(1, 'Required'),
  head: z.string().min(1, 'Required'),
  base: z.string().min(1, 'Required'),
  body: z.string().optional(),
  labels: z.array(z.number()).nullish(),
});

async function create(call: RepositoryCall): Promise<Answer> {
  const { forge, repository } = call;
  const by = signedIn(call);
  const { title, base, body, labels, head: sentHead } = await bodyOf(call, newPullRequest);
  const head = sentHead.replace(`${repository.owner.name}:`, '');
  if (!forge.indexing.look(indexingKey(repository, head))) throw Refusal.notFound();
  const wanted = repository.labels.filter(({ id }) => labels?.includes(id) ?? false);
  const opening = { title, head, base, body: body ?? '', labels: wanted, by, at: forge.now() };
  const pullRequest = await forge.pulls.open(repository, opening);
  forge.checking.begin(checkingKey(repository, pullRequest.number));
  return show(call, pullRequest, 201);
}

const editedPullRequest = z.object({
  title: z.string().optional(),
  body: z.string().optional(),
  state: z.enum(['open', 'closed']).optional(),
});

async function edit(call: RepositoryCall): Promise<Answer> {
  const { forge, repository } = call;
  const pullRequest = numbered(call);
  const by = signedIn(call);
  const own = pullRequest.poster.id === by.id;
  if (!own && !atLeast(accessOf(by, repository), 'write')) throw new Refusal(403, '');
  const change = await bodyOf(call, editedPullRequest);
  await forge.pulls.edit(repository, pullRequest, change, { by, at: forge.now() });
  return show(call, pullRequest, 201);
}

const landing = z.object({
  Do: z.enum(['merge', 'squash', 'rebase']),
  head_commit_id: z.string().optional(),
  MergeTitleField: z.string().optional(),
  MergeMessageField: z.string().optional(),
  delete_branch_after_merge: z.boolean().optional(),
  merge_when_checks_succeed: z.boolean().optional(),
});

async function merge(call: RepositoryCall): Promise<Answer> {
  const { forge, repository } = call;
  const by = signedIn(call);
  const pullRequest = numbered(call);
  const body = await bodyOf(call, landing);
  const open = pullRequest.state.kind === 'open';
  if (open && !forge.checking.look(checkingKey(repository, pullRequest.number))) {
    throw new Refusal(405, 'Please try again later');
  }
  const deleteBranch = body.delete_branch_after_merge ?? repository.deleteBranchAfterMerge;
  if (body.merge_when_checks_succeed === true) {
    await forge.pulls.schedule(repository, pullRequest, { by, style: body.Do, deleteBranch }, forge.now());
    return empty(201);
  }
  const { MergeTitleField: title = '', MergeMessageField: message = '' } = body;
  await forge.pulls.merge(repository, pullRequest, {
    style: body.Do,
    by,
    at: forge.now(),
    deleteBranch,
    message: title === '' && message === '' ? 'title' : { title, body: message.trim() },
    ...(body.head_commit_id === undefined ? {} : { headCommit: body.head_commit_id }),
  });
  return empty(200);
}

async function commits(call: RepositoryCall): Promise<Answer> {
  const { forge, repository } = call;
  const git = await forge.pulls.look(repository, numbered(call), await forge.branches.refs(repository));
  const found =
    git.mergeBase === undefined || git.headCommit === undefined
      ? []
      : await forge.branches.between(repository, git.mergeBase, git.headCommit);
  return paged(call, found, (commit) => commitView(forge, repository, commit));
}
