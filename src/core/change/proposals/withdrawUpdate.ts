import type { ForgeClient } from '../../forge/forgeClient';
import type { RepositoryRef } from '../../forge/types';
import { updatedIn, withoutHidden } from '../../promotion/record/recorded';
import { closeWithComment } from './closeProposal';

const comment =
  'Closed: no newer image is to be proposed any more. What it proposed is there, or was rolled back, or left the policy.';

/**
 * Closes our open update of which nothing is wanted any more. One to which somebody added a commit is left as it is.
 * @returns its number; nothing where there is none
 * @throws ForgeError
 */
export async function withdrawUpdate(
  place: { readonly client: ForgeClient; readonly on: RepositoryRef },
  { head, into }: { readonly head: string; readonly into: string },
  signal: AbortSignal,
): Promise<number | undefined> {
  const open = await place.client.findOpenPullRequest(place.on, head, into, signal);
  const record = open && updatedIn(open, into);
  if (!open || record?.commit !== open.head.commit) return undefined;
  // Else it would look as if a person had declined what it proposed.
  await closeWithComment(place, open.number, comment, signal, withoutHidden(open.body));
  return open.number;
}
