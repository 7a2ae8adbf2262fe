import { ForgeError } from '../../forge/errors';
import type { ForgeClient } from '../../forge/forgeClient';
import type { PullRequest, RepositoryRef } from '../../forge/types';
import { PromotionError } from '../../promotion/errors';
import { recordedIn, returnedIn, rolledBackIn, updatedIn } from '../../promotion/record/recorded';

interface ForgeRepository {
  readonly client: ForgeClient;
  readonly on: RepositoryRef;
}

/** Branches: the one that a pull request is towards, and of a promotion the one that it comes from. */
export interface TowardsBranch {
  readonly from?: string;
  readonly to: string;
}

/**
 * Closes a pull request and says why. The comment comes first: a closed one always has its reason. Gitea counts comments
 * among issues, where a token for repositories may not write: then the reason stands below the description.
 */
export async function closeWithComment(
  { client, on }: ForgeRepository,
  number: number,
  comment: string,
  signal: AbortSignal,
  text?: string,
): Promise<PullRequest> {
  try {
    await client.comment(on, number, comment, signal);
  } catch (error) {
    if (!ForgeError.is(error, 'forbidden')) throw error;
    const body = text ?? (await client.pullRequest(on, number, signal)).body;
    return client.updatePullRequest(on, number, { body: `${body}\n\n${comment}`, state: 'closed' }, signal);
  }
  return client.updatePullRequest(
    on,
    number,
    { state: 'closed', ...(text === undefined ? {} : { body: text }) },
    signal,
  );
}

/**
 * Closes one of our pull requests because a person said so. It is read again before: one that ended meanwhile is left as
 * it is, and a person's own is refused.
 * @throws PromotionError `notOurs`; ForgeError
 */
export async function closeProposal(
  place: ForgeRepository,
  { from, to }: TowardsBranch,
  { number, comment }: { readonly number: number; readonly comment: string },
  signal: AbortSignal,
): Promise<PullRequest> {
  const pullRequest = await place.client.pullRequest(place.on, number, signal);
  const isOurs =
    (from !== undefined && recordedIn(pullRequest, { from, to })) ||
    rolledBackIn(pullRequest, to) ||
    returnedIn(pullRequest, to) ||
    updatedIn(pullRequest, to);
  if (!isOurs) throw PromotionError.notOurs(number);
  return pullRequest.state === 'open' ? closeWithComment(place, number, comment, signal) : pullRequest;
}
