import { keptText } from '../../forge/keptText';
import { ForgeError } from '../../forge/errors';
import type { ForgeClient } from '../../forge/forgeClient';
import type { PullRequestComment, RepositoryRef } from '../../forge/types';

/** The first line of our comment, which nobody sees. Services of one repository have one each. */
export function commentMarker(service: string): string {
  return `<!-- branchline judge ${service} -->`;
}

export type CommentAction = 'created' | 'updated' | 'none';

export interface CommentPlace {
  readonly client: ForgeClient;
  readonly repository: RepositoryRef;
  readonly number: number;
  /** Whose verdict it is. */
  readonly service: string;
}

/**
 * Sees to it that one comment of ours stands on a pull request and says this: found by its marker and by its author, since
 * anybody may write the marker. Doing it twice, by two at once, after a crash or a lost answer leaves one; what says the
 * same already is not touched.
 * @throws ForgeError; calling again is safe
 */
export async function keepComment(place: CommentPlace, text: string, signal: AbortSignal): Promise<CommentAction> {
  const { client, repository, number, service } = place;
  const account = await client.account(signal);
  const body = `${commentMarker(service)}\n${text}`;
  const [standing, ...more] = await ownComments(place, account, signal);
  if (standing) {
    for (const { id } of more) await client.deleteComment(repository, { number, id }, signal);
    return bring(place, standing, body, signal);
  }
  await createOnce(place, account, body, signal);
  // Two at the same moment both create one: the first stays.
  const [first, ...later] = await ownComments(place, account, signal);
  for (const { id } of later) await client.deleteComment(repository, { number, id }, signal);
  if (first) await bring(place, first, body, signal);
  else await client.comment(repository, number, body, signal);
  return 'created';
}

/** An answer that was lost may have done it all the same: what stands there afterwards counts. */
async function createOnce(place: CommentPlace, account: string, body: string, signal: AbortSignal): Promise<void> {
  const { client, repository, number } = place;
  try {
    await client.comment(repository, number, body, signal);
  } catch (error) {
    if (!ForgeError.is(error, 'timeout', 'unreachable', 'serverError', 'invalidAnswer', 'html')) throw error;
    const [made] = await ownComments(place, account, signal);
    if (!made) throw error;
  }
}

async function bring(
  { client, repository, number }: CommentPlace,
  { id, body: said }: PullRequestComment,
  body: string,
  signal: AbortSignal,
): Promise<CommentAction> {
  if (keptText(said) === keptText(body)) return 'none';
  await client.updateComment(repository, { number, id }, body, signal);
  return 'updated';
}

/** Ours, the oldest first. */
async function ownComments(
  { client, repository, number, service }: CommentPlace,
  account: string,
  signal: AbortSignal,
): Promise<readonly PullRequestComment[]> {
  const said = await client.comments(repository, number, signal);
  return said.filter(
    ({ author, body }) => author === account && keptText(body).split('\n', 1)[0] === commentMarker(service),
  );
}
