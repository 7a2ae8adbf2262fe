import type { Remote } from '../git/environment';
import { fetchCommit } from '../git/mirror';
import { push, remoteHeads } from '../git/remote';
import type { Repository } from '../git/repository';
import { requireSoundTrees } from '../git/soundTrees';
import type { Sha } from '../support/sha';
import type { Candidate } from './candidate';
import { PromotionError } from './errors';
import { movesBetween } from './proposal/moves';
import { isOurs } from './record/trailers';

/** How far a push came: once `pushing` was told, the branch may be there, whatever is heard afterwards; `pushed`: it is there. */
export type PushStep = 'pushing' | 'pushed';

export interface PushOptions {
  /** Another branch than the candidate's own: that of a pull request which takes the candidate. */
  readonly branch?: string;
  /** What that branch must hold, as it was looked at. Without it: nothing, or a commit of ours. */
  readonly expected?: Sha;
  readonly signal?: AbortSignal;
  /** Hears how far it came, so that whoever stops it can say what was done. */
  readonly told?: ((step: PushStep) => void) | undefined;
}

/**
 * Pushes a candidate, if the branches that it was made from are still where the preview saw them. Doing it twice, or
 * by two people, gives one branch with one commit.
 *
 * @throws PromotionError `headsMoved` with what moved, `branchTouched` where a person's commit is there, `overtaken` where
 *   somebody else's came first; GitError where the server refuses, or a
 *   tree holds what git's own check refuses
 * @see docs/promotion.md, "Promoting"
 */
export async function pushCandidate(
  repository: Repository,
  remote: Remote,
  candidate: Candidate,
  { branch = candidate.branch, expected, signal, told }: PushOptions = {},
): Promise<'pushed' | 'present'> {
  const branches = [...candidate.heads.keys(), branch];
  const now = await remoteHeads(remote, branches, signal);
  const moved = await movesBetween(repository, remote, candidate.heads, now);
  if (moved.length > 0) throw PromotionError.headsMoved(moved);
  const present = now.get(branch);
  if (present === candidate.commit) {
    told?.('pushed');
    return 'present';
  }
  if (expected !== undefined && present !== expected) {
    throw PromotionError.headsMoved(await movesBetween(repository, remote, new Map([[branch, expected]]), now));
  }
  if (expected === undefined && present !== undefined && !(await isMadeByUs(repository, remote, present))) {
    throw PromotionError.branchTouched(branch);
  }
  await repository.write(candidate.staging, signal);
  await requireSound(repository, candidate);
  told?.('pushing');
  try {
    await push(repository, remote, { branch, commit: candidate.commit, expected: present ?? null }, signal);
    told?.('pushed');
    return 'pushed';
  } catch (error) {
    // Two people at the same moment: whoever comes second is refused, and the branch is as both wanted it.
    const after = await remoteHeads(remote, [branch], signal).catch(() => undefined);
    const stands = after?.get(branch);
    if (stands === candidate.commit) {
      told?.('pushed');
      return 'present';
    }
    if (stands !== undefined && stands !== present) throw PromotionError.overtaken(branch);
    throw error;
  }
}

/** What is pushed, and what it was made from: a name that means another place may have been read as that place. */
async function requireSound(repository: Repository, { base, tree, heads }: Candidate): Promise<void> {
  const before = (await repository.commit(base.commit)).tree;
  const sources = await Promise.all([...heads.values()].map((head) => repository.commit(head)));
  for (const after of [tree, ...sources.map((source) => source.tree)]) {
    await requireSoundTrees(repository, before, after);
  }
}

/** Whether a commit is one that was pushed by us; what cannot be looked at is not. */
export async function isMadeByUs(repository: Repository, remote: Remote, commit: Sha): Promise<boolean> {
  const isKnown = (await repository.hasCommit(commit)) || (await fetchCommit(repository, remote, commit));
  return isKnown && isOurs((await repository.commit(commit)).message);
}
