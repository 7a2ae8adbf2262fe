import { z } from 'zod';
import { empty, json } from '../answer';
import { bodyOf, param, signedIn, type RepositoryCall, type Route } from '../api/call';
import { Refusal } from '../refusal';
import { accessOf, type CommentRecord } from '../state';
import { listed, onRepository } from './call';
import { numbered } from './pullRequests';
import { noteView, threadView } from './views';

const place = '/pullRequests/:number/threads';

/** What was said on a pull request, and what Azure DevOps noted there. Readers may contribute to pull requests here, as they can be let. */
export const threadRoutes: readonly Route[] = [
  onRepository('GET', place, 'read', (call) => {
    const pullRequest = numbered(call);
    const said = call.repository.comments.filter((comment) => comment.pullRequest === pullRequest.number);
    const noted = pullRequest.timeline.map((type, index) => noteView(pullRequest, type, index));
    return listed([...noted, ...said.map(threadView)]);
  }),
  onRepository('POST', place, 'read', add),
  onRepository('PATCH', `${place}/:thread/comments/1`, 'read', async (call) => {
    const { content } = await bodyOf(call, z.object({ content: z.string().min(1) }));
    const comment = ownComment(call);
    comment.body = content;
    return json(200, threadView(comment).comments?.[0] ?? {});
  }),
  onRepository('DELETE', `${place}/:thread/comments/1`, 'read', (call) => {
    const { comments } = call.repository;
    comments.splice(comments.indexOf(ownComment(call)), 1);
    return empty(200);
  }),
];

const thread = z.object({
  comments: z.tuple([z.object({ content: z.string().min(1), parentCommentId: z.number(), commentType: z.string() })]),
  status: z.string(),
});

async function add(call: RepositoryCall) {
  const {
    comments: [{ content: body }],
  } = await bodyOf(call, thread);
  const { comments } = call.repository;
  const id = (comments.at(-1)?.id ?? 0) + 1;
  const comment = { id, pullRequest: numbered(call).number, body, poster: signedIn(call), createdAt: call.forge.now() };
  comments.push(comment);
  return json(200, threadView(comment));
}

function ownComment(call: RepositoryCall): CommentRecord {
  const { number } = numbered(call);
  const found = call.repository.comments.find(
    ({ id, pullRequest }) => String(id) === param(call, 'thread') && pullRequest === number,
  );
  if (!found) throw Refusal.notFound('The comment was not found.');
  const who = signedIn(call);
  if (found.poster.id !== who.id && accessOf(who, call.repository) !== 'admin') {
    throw new Refusal(403, 'Comments are changed by their author alone.');
  }
  return found;
}
