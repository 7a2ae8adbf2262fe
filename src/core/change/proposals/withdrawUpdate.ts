import { updatedIn, withoutHidden } from '../../promotion/record/recorded';
import { isMadeByUs } from '../../promotion/propose';
import { closeWithComment } from './closeProposal';
import type { ProposalPlace } from './proposeCandidate';

const comment =
  'Closed: no newer image is to be proposed any more. What it proposed is there, or was rolled back, or left the policy.';

/**
 * Closes our open update of which nothing is wanted any more. One to which somebody added a commit is left as it is.
 * @returns its number; nothing where there is none
 * @throws ForgeError; GitError
 */
export async function withdrawUpdate(
  place: ProposalPlace,
  { head, into }: { readonly head: string; readonly into: string },
  signal: AbortSignal,
): Promise<number | undefined> {
  const open = await place.client.findOpenPullRequest(place.on, head, into, signal);
  const record = open && updatedIn(open, into);
  if (!open || !record) return undefined;
  const { commit } = open.head;
  // Pushed by us and stopped before the text was brought up to date: then the commit itself says so.
  const isOurs = record.commit === commit || (await isMadeByUs(place.repository, place.remote, commit));
  if (!isOurs) return undefined;
  // Else it would look as if a person had declined what it proposed.
  await closeWithComment(place, open.number, comment, signal, withoutHidden(open.body));
  return open.number;
}
