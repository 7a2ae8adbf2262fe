import { z } from 'zod';
import { empty, json, type Answer } from '../answer';
import { bodyOf, param, signedIn, type RepositoryCall, type Route } from '../api/call';
import { Refusal } from '../refusal';
import { accessOf, atLeast, type CommentRecord, type PullRequestRecord } from '../state';
import { latestByContext } from '../statuses';
import { onRepository, paged } from './call';
import { questionOf } from './query';
import { commitNamed } from './repositories';
import { commentView, namesOfStatuses, peopleOf, pullView, statusView } from './views';

const place = '/pullrequests/:number';
const mostPulls = 50;

/** Pull requests, what is said on them, and statuses of commits. */
export const pullRequestRoutes: readonly Route[] = [
  onRepository('GET', '/pullrequests', 'read', list),
  onRepository('POST', '/pullrequests', 'read', create),
  onRepository('GET', '/effective-default-reviewers', 'read', (call) => paged(call, [], () => ({}))),
  onRepository('GET', place, 'read', (call) => show(call, numbered(call), 200)),
  onRepository('PUT', place, 'read', edit),
  onRepository('POST', `${place}/decline`, 'read', decline),
  onRepository('GET', `${place}/comments`, 'read', (call) => {
    const { number } = numbered(call);
    const said = call.repository.comments.filter(({ pullRequest }) => pullRequest === number);
    return paged(call, said, commentView);
  }),
  onRepository('POST', `${place}/comments`, 'read', addComment),
  onRepository('PUT', `${place}/comments/:comment`, 'read', async (call) => {
    const { content } = await bodyOf(call, comment);
    const found = ownComment(call);
    found.body = content.raw;
    return json(200, commentView(found));
  }),
  onRepository('DELETE', `${place}/comments/:comment`, 'read', (call) => {
    const { comments } = call.repository;
    comments.splice(comments.indexOf(ownComment(call)), 1);
    return empty(204);
  }),
  onRepository('GET', '/commit/:commit/statuses', 'read', async (call) =>
    paged(call, latestByContext(call.repository, await commitNamed(call)), statusView),
  ),
  onRepository('POST', '/commit/:commit/statuses/build', 'write', addStatus),
];

function numbered(call: RepositoryCall): PullRequestRecord {
  return call.forge.pulls.find(call.repository, Number(param(call, 'number')));
}

async function show(call: RepositoryCall, pull: PullRequestRecord, status: number): Promise<Answer> {
  const { forge, repository } = call;
  const view = await pullView(forge, repository, pull, await forge.branches.refs(repository));
  return json(status, { ...view, ...peopleOf(repository, pull) });
}

const stateNames = { open: 'OPEN', closed: 'DECLINED', merged: 'MERGED' } as const;

async function list(call: RepositoryCall): Promise<Answer> {
  const { forge, repository, query } = call;
  const isAsked = questionOf(query.get('q'));
  const found = repository.pullRequests.filter((pull) =>
    isAsked({
      state: stateNames[pull.state.kind],
      draft: false,
      'source.branch.name': pull.head,
      'destination.branch.name': pull.base,
    }),
  );
  const updated = (pull: PullRequestRecord): number => pull.updatedAt.getTime();
  const sorted =
    query.get('sort') === '-updated_on'
      ? found.toSorted((one, other) => updated(other) - updated(one))
      : found.toReversed();
  const refs = await forge.branches.refs(repository);
  return paged(call, sorted, (pull) => pullView(forge, repository, pull, refs), mostPulls);
}

const end = z.object({ branch: z.object({ name: z.string().min(1) }) });
const opening = z.object({
  title: z.string().min(1),
  description: z.string().optional(),
  source: end,
  destination: end,
});

/** Of the same branches the one that is open is written over, and given back as if it were new. */
async function create(call: RepositoryCall): Promise<Answer> {
  const { forge, repository } = call;
  const { title, description: body = '', source, destination } = await bodyOf(call, opening);
  const [head, base] = [source.branch.name, destination.branch.name];
  const doing = { by: signedIn(call), at: forge.now() };
  const over = async (): Promise<Answer | undefined> => {
    const isSame = (pull: PullRequestRecord) => pull.head === head && pull.base === base;
    const open = repository.pullRequests.find((pull) => pull.state.kind === 'open' && isSame(pull));
    if (open) await forge.pulls.edit(repository, open, { title, body }, doing);
    return open && show(call, open, 201);
  };
  try {
    const wanted = { title, head, base, body, labels: [], ...doing };
    return (await over()) ?? (await show(call, await forge.pulls.open(repository, wanted), 201));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const written = error.status === 409 ? await over() : undefined; // somebody was faster
    if (written) return written;
    throw new Refusal(400, error.status === 404 ? 'branch not found' : 'There are no changes to be pulled');
  }
}

const edited = z.object({ title: z.string(), description: z.string() });

async function edit(call: RepositoryCall): Promise<Answer> {
  const { forge, repository } = call;
  const pull = openOfOwn(call);
  const { title, description: body } = await bodyOf(call, edited);
  await forge.pulls.edit(repository, pull, { title, body }, { by: signedIn(call), at: forge.now() });
  return show(call, pull, 200);
}

async function decline(call: RepositoryCall): Promise<Answer> {
  const pull = openOfOwn(call);
  await call.forge.pulls.edit(call.repository, pull, { state: 'closed' }, { by: signedIn(call), at: call.forge.now() });
  return show(call, pull, 200);
}

function openOfOwn(call: RepositoryCall): PullRequestRecord {
  const pull = numbered(call);
  const by = signedIn(call);
  if (pull.poster.id !== by.id && !atLeast(accessOf(by, call.repository), 'write')) throw new Refusal(403, 'Forbidden');
  if (pull.state.kind !== 'open') throw new Refusal(400, 'This pull request is already closed.');
  return pull;
}

const comment = z.object({ content: z.object({ raw: z.string().min(1) }) });

async function addComment(call: RepositoryCall): Promise<Answer> {
  const { content } = await bodyOf(call, comment);
  const { comments } = call.repository;
  const id = (comments.at(-1)?.id ?? 0) + 1;
  const { number } = numbered(call);
  const added = { id, pullRequest: number, body: content.raw, poster: signedIn(call), createdAt: call.forge.now() };
  comments.push(added);
  return json(201, commentView(added));
}

function ownComment(call: RepositoryCall): CommentRecord {
  const { number } = numbered(call);
  const found = call.repository.comments.find(
    ({ id, pullRequest }) => String(id) === param(call, 'comment') && pullRequest === number,
  );
  if (!found) throw Refusal.notFound('Comment not found');
  const who = signedIn(call);
  if (found.poster.id !== who.id && accessOf(who, call.repository) !== 'admin') throw new Refusal(403, 'Forbidden');
  return found;
}

const newStatus = z.object({
  key: z.string().min(1).max(40),
  name: z.string().max(255).optional(),
  state: z.enum(['INPROGRESS', 'SUCCESSFUL', 'FAILED', 'STOPPED']),
  description: z.string().max(255).optional(),
  url: z.url(),
});

const states = { INPROGRESS: 'pending', SUCCESSFUL: 'success', FAILED: 'failure', STOPPED: 'skipped' } as const;

async function addStatus(call: RepositoryCall): Promise<Answer> {
  const commit = await commitNamed(call);
  const { key: context, name, state, description = '', url: targetUrl } = await bodyOf(call, newStatus);
  const posted = { context, state: states[state], description, targetUrl, as: signedIn(call).name };
  const status = await call.forge.statuses.post(call.repository, commit, posted);
  if (name !== undefined) namesOfStatuses.set(status, name);
  return json(201, statusView(status));
}
