import { z } from 'zod';
import { empty, json } from '../answer';
import { bodyOf, param, signedIn, type RepositoryCall, type Route } from '../api/call';
import { Refusal } from '../refusal';
import { accessOf, type CommentRecord } from '../state';
import { onProject, paged } from './call';
import { numbered } from './mergeRequests';
import { noteView } from './views';

const place = '/merge_requests/:number/notes';

/** What was said on a merge request, and what GitLab noted there. */
export const noteRoutes: readonly Route[] = [
  onProject('GET', place, 'read', list),
  onProject('POST', place, 'read', add),
  onProject('PUT', `${place}/:note`, 'read', async (call) => {
    const { body } = await bodyOf(call, note);
    const comment = ownComment(call);
    comment.body = body;
    return json(200, noteView(call.repository, comment));
  }),
  onProject('DELETE', `${place}/:note`, 'read', (call) => {
    const { comments } = call.repository;
    comments.splice(comments.indexOf(ownComment(call)), 1);
    return empty(204);
  }),
];

const note = z.object({ body: z.string().min(1) });

/** Source: GitLab's system notes of automatic merges. */
const happened: Readonly<Record<string, string>> = {
  pull_scheduled_merge: 'enabled an automatic merge when all merge checks for abc pass',
  pull_cancel_scheduled_merge: 'canceled the automatic merge',
};

/** Newest first if not asked otherwise. */
function list(call: RepositoryCall) {
  const { number, timeline, poster, createdAt } = numbered(call);
  const said = call.repository.comments
    .filter(({ pullRequest }) => pullRequest === number)
    .map((comment) => noteView(call.repository, comment));
  const noted = timeline.map((type, index) => ({
    ...noteView(call.repository, {
      id: 1_000_000 + index,
      pullRequest: number,
      body: happened[type] ?? type,
      poster,
      createdAt,
    }),
    system: true,
  }));
  const filter = call.query.get('activity_filter');
  const all = [...(filter === 'only_activity' ? [] : said), ...(filter === 'only_comments' ? [] : noted)];
  return paged(call, call.query.get('sort') === 'asc' ? all : all.toReversed(), (view) => view);
}

async function add(call: RepositoryCall) {
  const { body } = await bodyOf(call, note);
  const { comments } = call.repository;
  const id = (comments.at(-1)?.id ?? 0) + 1;
  const comment = { id, pullRequest: numbered(call).number, body, poster: signedIn(call), createdAt: call.forge.now() };
  comments.push(comment);
  return json(201, noteView(call.repository, comment));
}

function ownComment(call: RepositoryCall): CommentRecord {
  const { number } = numbered(call);
  const found = call.repository.comments.find(
    ({ id, pullRequest }) => String(id) === param(call, 'note') && pullRequest === number,
  );
  if (!found) throw Refusal.notFound('404 Note Not Found');
  const who = signedIn(call);
  if (found.poster.id !== who.id && accessOf(who, call.repository) !== 'admin') throw new Refusal(403, '403 Forbidden');
  return found;
}
