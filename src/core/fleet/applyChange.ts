import { isDeepStrictEqual } from 'node:util';
import type { ContentRules } from '../catalog/catalog';
import type { Mirrored } from '../git/mirror';
import { BranchlineError } from '../support/errors';
import { message } from '../support/message';
import { madeOf } from './changePreview';
import type { AppliedChange, ChangePreview } from './fleet';
import type { ServicePlace } from './place';
import { proposeCandidate, type Way } from './proposals/proposeCandidate';

/**
 * Pushes the candidate of a preview and sees to it that one pull request proposes it. Safe to repeat: after a crash, a
 * lost answer, or by two people there is one branch and one pull request.
 *
 * @param now what the repository holds, and its rules
 * @throws BranchlineError where the rules are others than those of the preview; PromotionError `headsMoved` where a branch moved since the preview, `branchTouched`, `notContained`;
 *   ForgeError; GitError
 */
export async function applyChange(
  preview: ChangePreview,
  way: Way,
  { remote, forge }: ServicePlace,
  now: { readonly mirrored: Mirrored; readonly content: ContentRules },
  signal: AbortSignal,
): Promise<AppliedChange> {
  const made = madeOf(preview);
  if (!made) throw new BranchlineError('fleet/previewGone', message('The preview is out of date. Make it again.'));
  if (!isDeepStrictEqual(made.content, now.content)) {
    const said = message(
      'What belongs to the environments, or where the manifests lie, was changed since the preview. Nothing was pushed: make it again.',
    );
    throw new BranchlineError('fleet/rulesMoved', said);
  }
  if (forge.kind === 'unknown') throw new BranchlineError('fleet/noForge', forge.said);
  const { client, repository: on } = forge;
  return proposeCandidate({ repository: now.mirrored.repository, remote, client, on }, made.candidate, way, signal);
}
