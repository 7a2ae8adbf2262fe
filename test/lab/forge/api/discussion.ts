import { z } from 'zod';
import { empty, json, type Answer } from '../answer';
import { Refusal } from '../refusal';
import { accessOf, type CommentRecord } from '../state';
import { bodyOf, onRepository, signedIn, type RepositoryCall, type Route } from './call';
import { numbered } from './pulls';
import { pullRequestPage } from './pullRequestView';
import { accountView } from './views';

/** Comments and labels of pull requests (issues to the forge). */
export const discussionRoutes: readonly Route[] = [
  onRepository('GET', '/issues/:number/comments', 'read', (call) => {
    const { number } = numbered(call);
    const comments = call.repository.comments.filter(({ pullRequest }) => pullRequest === number);
    return json(
      200,
      comments.map((comment) => commentView(call, comment)),
    );
  }),
  onRepository('POST', '/issues/:number/comments', 'read', addComment),
  onRepository('PATCH', '/issues/comments/:number', 'read', editComment),
  onRepository('DELETE', '/issues/comments/:number', 'read', removeComment),
  onRepository('GET', '/labels', 'read', ({ repository }) => json(200, repository.labels)),
  onRepository('POST', '/labels', 'write', addLabel),
  onRepository('GET', '/issues/:number/labels', 'read', (call) => json(200, numbered(call).labels)),
  onRepository('POST', '/issues/:number/labels', 'write', setLabels),
];

function commentView(call: RepositoryCall, comment: CommentRecord): object {
  const page = pullRequestPage(call.forge, call.repository, comment.pullRequest);
  return {
    id: comment.id,
    html_url: `${page}#issuecomment-${comment.id}`,
    pull_request_url: page,
    issue_url: '',
    user: accountView(comment.poster),
    body: comment.body,
    created_at: comment.createdAt.toISOString(),
    updated_at: comment.createdAt.toISOString(),
  };
}

async function addComment(call: RepositoryCall): Promise<Answer> {
  const { body } = await bodyOf(call, z.object({ body: z.string().min(1, 'Required') }));
  const { comments } = call.repository;
  const comment: CommentRecord = {
    id: (comments.at(-1)?.id ?? 0) + 1,
    pullRequest: numbered(call).number,
    body,
    poster: signedIn(call),
    createdAt: call.forge.now(),
  };
  comments.push(comment);
  return json(201, commentView(call, comment));
}

async function editComment(call: RepositoryCall): Promise<Answer> {
  const { body } = await bodyOf(call, z.object({ body: z.string().min(1, 'Required') }));
  const comment = ownComment(call);
  comment.body = body;
  return json(200, commentView(call, comment));
}

function removeComment(call: RepositoryCall): Answer {
  const { comments } = call.repository;
  comments.splice(comments.indexOf(ownComment(call)), 1);
  return empty(204);
}

/** Its poster's, or an administrator's of the repository: nobody else changes it. */
function ownComment(call: RepositoryCall): CommentRecord {
  const found = call.repository.comments.find(({ id }) => String(id) === call.params['number']);
  if (!found) throw Refusal.notFound();
  const who = signedIn(call);
  if (found.poster.id !== who.id && accessOf(who, call.repository) !== 'admin') throw new Refusal(403, '');
  return found;
}

async function addLabel(call: RepositoryCall): Promise<Answer> {
  const schema = z.object({ name: z.string().min(1, 'Required'), color: z.string().min(1, 'Required') });
  const { name, color } = await bodyOf(call, schema);
  const label = { id: call.repository.labels.length + 1, name, color: color.replace(/^#/, '') };
  call.repository.labels.push(label);
  return json(201, label);
}

async function setLabels(call: RepositoryCall): Promise<Answer> {
  const { labels } = await bodyOf(call, z.object({ labels: z.array(z.union([z.number(), z.string()])) }));
  const pullRequest = numbered(call);
  const added = call.repository.labels.filter(({ id, name }) => labels.includes(id) || labels.includes(name));
  pullRequest.labels = [...new Set([...pullRequest.labels, ...added])];
  return json(200, pullRequest.labels);
}
