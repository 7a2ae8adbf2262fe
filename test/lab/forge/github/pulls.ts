import { z } from 'zod';
import { empty, json, type Answer } from '../answer';
import { checkingKey } from '../api/pullRequestView';
import { bodyOf, param, signedIn, type RepositoryCall, type Route } from '../api/call';
import { Refusal } from '../refusal';
import { accessOf, atLeast, type CommentRecord, type PullRequestRecord } from '../state';
import { Invalid, onRepository, paged } from './call';
import { commentView, listedPullView, pullView } from './views';

/** Pull requests, and what is said on them. */
export const pullRequestRoutes: readonly Route[] = [
  onRepository('GET', '/pulls', 'read', list),
  onRepository('POST', '/pulls', 'read', create),
  onRepository('GET', '/pulls/:number', 'read', (call) => show(call, numbered(call), 200)),
  onRepository('PATCH', '/pulls/:number', 'read', edit),
  onRepository('GET', '/issues/:number/comments', 'read', (call) => {
    const { number } = numbered(call);
    return paged(
      call,
      call.repository.comments.filter(({ pullRequest }) => pullRequest === number),
      commentView,
    );
  }),
  onRepository('POST', '/issues/:number/comments', 'read', addComment),
  onRepository('PATCH', '/issues/comments/:number', 'read', async (call) => {
    const comment = ownComment(call);
    comment.body = (await bodyOf(call, said)).body;
    return json(200, commentView(comment));
  }),
  onRepository('DELETE', '/issues/comments/:number', 'read', (call) => {
    const { comments } = call.repository;
    comments.splice(comments.indexOf(ownComment(call)), 1);
    return empty(204);
  }),
];

function numbered(call: RepositoryCall): PullRequestRecord {
  return call.forge.pulls.find(call.repository, Number(param(call, 'number')));
}

async function show({ forge, repository }: RepositoryCall, pull: PullRequestRecord, status: number): Promise<Answer> {
  return json(status, await pullView(forge, repository, pull, await forge.branches.refs(repository)));
}

/** A `head` without an owner is ignored. */
async function list(call: RepositoryCall): Promise<Answer> {
  const { forge, repository, query } = call;
  const state = query.get('state') ?? 'open';
  const [base, head] = [query.get('base'), query.get('head')?.split(':', 2)[1]];
  const found = repository.pullRequests
    .filter((pull) => state === 'all' || (pull.state.kind === 'open') === (state === 'open'))
    .filter((pull) => (base === null || pull.base === base) && (head === undefined || pull.head === head));
  const updated = (pull: PullRequestRecord): number => pull.updatedAt.getTime();
  const byUpdate = query.get('sort') === 'updated';
  const sorted = byUpdate ? found.toSorted((one, other) => updated(other) - updated(one)) : found.toReversed();
  const refs = await forge.branches.refs(repository);
  return paged(call, sorted, (pull) => listedPullView(forge, repository, pull, refs));
}

const opening = z.object({ title: z.string(), head: z.string(), base: z.string(), body: z.string().default('') });

async function create(call: RepositoryCall): Promise<Answer> {
  const { forge, repository } = call;
  const { head: sent, ...rest } = await bodyOf(call, opening);
  const wanted = { ...rest, head: sent.replace(`${repository.owner.name}:`, '') };
  const invalid = (about: object) => new Invalid([{ resource: 'PullRequest', code: 'custom', ...about }]);
  const refs = await forge.branches.refs(repository);
  const commits = { head: refs.get(`refs/heads/${wanted.head}`), base: refs.get(`refs/heads/${wanted.base}`) };
  for (const field of ['head', 'base'] as const)
    if (commits[field] === undefined) throw invalid({ field, code: 'invalid' });
  if ((await forge.branches.between(repository, commits.base, commits.head ?? '')).length === 0) {
    throw invalid({ message: `No commits between ${wanted.base} and ${wanted.head}` });
  }
  const made = { ...wanted, labels: [], by: signedIn(call), at: forge.now() };
  const pull = await forge.pulls.open(repository, made).catch((error: unknown) => {
    if (!(error instanceof Refusal) || error.status !== 409) throw error;
    throw invalid({ message: `A pull request already exists for ${repository.owner.name}:${wanted.head}.` });
  });
  forge.checking.begin(checkingKey(repository, pull.number));
  return show(call, pull, 201);
}

const edited = z.object({
  title: z.string().optional(),
  body: z.string().optional(),
  state: z.enum(['open', 'closed']).optional(),
});

async function edit(call: RepositoryCall): Promise<Answer> {
  const { forge, repository } = call;
  const pull = numbered(call);
  const by = signedIn(call);
  if (pull.poster.id !== by.id && !atLeast(accessOf(by, repository), 'write'))
    throw new Refusal(403, 'Must have admin rights to Repository.');
  await forge.pulls.edit(repository, pull, await bodyOf(call, edited), { by, at: forge.now() });
  return show(call, pull, 200);
}

const said = z.object({ body: z.string().min(1) });

async function addComment(call: RepositoryCall): Promise<Answer> {
  const { body } = await bodyOf(call, said);
  const { comments } = call.repository;
  const comment: CommentRecord = {
    id: (comments.at(-1)?.id ?? 0) + 1,
    pullRequest: numbered(call).number,
    body,
    poster: signedIn(call),
    createdAt: call.forge.now(),
  };
  comments.push(comment);
  return json(201, commentView(comment));
}

function ownComment(call: RepositoryCall): CommentRecord {
  const found = call.repository.comments.find(({ id }) => String(id) === param(call, 'number'));
  if (!found) throw Refusal.notFound('Not Found');
  const who = signedIn(call);
  if (found.poster.id !== who.id && accessOf(who, call.repository) !== 'admin')
    throw new Refusal(403, 'Must have admin rights to Repository.');
  return found;
}
