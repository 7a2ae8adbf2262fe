import type { Mirrored } from '../git/mirror';
import { BranchlineError } from '../support/errors';
import { message } from '../support/message';
import { candidateOf } from './changePreview';
import type { AppliedChange, ChangePreview } from './fleet';
import type { ServicePlace } from './place';
import { proposeCandidate, type Way } from './proposals/proposeCandidate';

/**
 * Pushes the candidate of a preview and sees to it that one pull request proposes it. Safe to repeat: after a crash, a
 * lost answer, or by two people there is one branch and one pull request.
 *
 * @throws PromotionError `headsMoved` where a branch moved since the preview, `branchTouched`, `notContained`;
 *   ForgeError; GitError
 */
export async function applyChange(
  preview: ChangePreview,
  way: Way,
  { remote, forge }: ServicePlace,
  { repository }: Mirrored,
  signal: AbortSignal,
): Promise<AppliedChange> {
  const candidate = candidateOf(preview);
  if (!candidate) throw new BranchlineError('fleet/previewGone', message('The preview is out of date. Make it again.'));
  if (forge.kind === 'unknown') throw new BranchlineError('fleet/noForge', forge.said);
  const { client, repository: on } = forge;
  return proposeCandidate({ repository, remote, client, on }, candidate, way, signal);
}
