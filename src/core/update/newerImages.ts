import type { Candidate } from '../promotion/candidate';
import { PromotionError } from '../promotion/errors';
import type { ImageReference, RegistryClient } from '../registry/types';
import type { Clock } from '../support/clock';
import { buildUpdate, updateBranch } from './buildUpdate';
import { codeOfUpdates } from './code';
import { declinedOf, deployedBranches, landedOf, renovateOf } from './gather';
import type { UnreadFile } from '../images/treeImages';
import type { ImageOutcome } from './outcome';
import { planUpdate } from './planUpdate';
import type { UpdateSource } from './source';

export interface NewerImages {
  readonly images: readonly ImageOutcome[];
  /** What could not be looked at: an image may stand there, too. */
  readonly unread: readonly UnreadFile[];
  /** Nothing where there is nothing to propose. */
  readonly candidate?: Candidate;
  /** Every image was looked at: where there is no candidate, nothing is wanted. */
  readonly isWhole: boolean;
}

/**
 * Newer images for the first environment of a service, with the commit that would bring them. Nothing is pushed.
 * @param named what somebody says is there now
 * @throws PromotionError where the branch is missing; ForgeError, GitError; the signal's reason
 * @see docs/update.md
 */
export async function newerImages(
  source: UpdateSource,
  {
    registry,
    named,
    clock,
  }: { readonly registry: RegistryClient; readonly named?: ImageReference | undefined; readonly clock: Clock },
  signal: AbortSignal,
): Promise<NewerImages> {
  const { service, environment, content, heads, memory, forge } = source;
  const { branch } = environment;
  const head = heads.get(branch);
  if (head === undefined) throw PromotionError.branchMissing(branch);
  const deployed = await deployedBranches(source, signal);
  const request = {
    service: service.name,
    rules: service.updates ?? [],
    content,
    target: { environment, head },
    deployed,
    landed: landedOf(deployed.find((one) => one.branch === branch)),
    declined: await declinedOf(source, signal),
    renovate: await renovateOf(source),
    proposed: heads.get(updateBranch(service.name, branch)),
    named,
  };
  const plan = await planUpdate(memory, request, registry, signal);
  const code = await codeOfUpdates(plan.images, forge ? [forge] : [], clock, signal);
  const { images, candidate } = await buildUpdate(memory, plan, code);
  const { unread } = plan;
  const isWhole = unread.length === 0 && !images.some(({ verdict }) => verdict.kind === 'failed');
  return { images, unread, isWhole, ...(candidate ? { candidate } : {}) };
}
