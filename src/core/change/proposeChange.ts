import { isDeepStrictEqual } from 'node:util';
import type { ContentRules } from '../catalog/catalog';
import type { Repository } from '../git/repository';
import type { PushStep } from '../promotion/propose';
import { BranchlineError } from '../support/errors';
import { message } from '../support/message';
import type { ServiceLocation } from './location';
import type { PreparedChange } from './preparedChange';
import { proposeCandidate, type Proposed, type Way } from './proposals/proposeCandidate';

/**
 * Pushes the candidate of a prepared change and sees to it that one pull request proposes it. Safe to repeat: after a
 * crash, a lost answer, or by two people there is one branch and one pull request.
 *
 * @param now what the repository holds, and its rules
 * @param told hears how far the push came
 * @throws BranchlineError where the rules are others than those of the preview; PromotionError `headsMoved` where a branch
 *   moved since, `branchTouched`, `notContained`; ForgeError; GitError
 */
export async function proposeChange(
  { candidate, content }: PreparedChange,
  way: Way,
  { remote, forge }: ServiceLocation,
  now: { readonly repository: Repository; readonly content: ContentRules },
  signal: AbortSignal,
  told?: (step: PushStep) => void,
): Promise<Proposed> {
  if (!isDeepStrictEqual(content, now.content)) {
    const said = message(
      'What belongs to the environments, or where the manifests lie, was changed since the preview. Nothing was pushed: make it again.',
    );
    throw new BranchlineError('fleet/rulesMoved', said);
  }
  if (forge.kind === 'unknown') throw new BranchlineError('fleet/noForge', forge.said);
  const { client, repository: on } = forge;
  return proposeCandidate({ repository: now.repository, remote, client, on, told }, candidate, way, signal);
}
