import type { PullRequest } from '../forge/types';
import { Deployments } from '../promotion/history/deployments';
import type { PlanMemory } from '../promotion/edge';
import { isSha } from '../git/names';
import { rolledBackIn } from '../promotion/record/recorded';
import { recordsIn } from '../promotion/record/trailers';
import type { Sha } from '../support/sha';
import { manifestOf } from './manifestText';

/** An environment branch, as it was looked at. */
export interface LookedAtBranch {
  readonly branch: string;
  readonly head: Sha;
}

/**
 * The deployment that a merged pull request became: a commit of the branch's first-parent history. Nothing where the branch
 * does not have it (any more), or the forge does not tell which one it is.
 * @throws GitError
 */
export async function landedDeployment(
  { reader, history }: PlanMemory,
  { head }: LookedAtBranch,
  { mergeCommit, head: proposed }: Pick<PullRequest, 'mergeCommit' | 'head'>,
  signal: AbortSignal,
): Promise<Sha | undefined> {
  await reader.repository.graph.load([head], signal);
  const { index } = history.chain(head);
  return [mergeCommit, proposed.commit].find((commit) => commit !== undefined && index.has(commit));
}

/**
 * What landed of a train as the commits of a branch tell, where no pull request does: too many have landed since, or its
 * text was edited. The newest deployment that names the train counts.
 * @param base the head of the branch when the train was planned: nothing of it lies below
 * @throws GitError
 */
export async function landedByHistory(
  { reader, history }: PlanMemory,
  { branch, head }: LookedAtBranch,
  { id, base }: { readonly id: string; readonly base: Sha },
  signal: AbortSignal,
): Promise<{ readonly deployment: Sha; readonly promised: Sha } | undefined> {
  await reader.repository.graph.load([head], signal);
  const chain = history.chain(head);
  const deployments = new Deployments(reader, history, branch, chain);
  const end = Math.min(chain.index.get(base) ?? followed, followed, chain.commits.length);
  for (let position = 0; position < end; position += 1) {
    signal.throwIfAborted();
    const deployment = deployments.commit(position);
    for (const commit of [deployment, ...deployments.sideCommits(position)]) {
      const { message } = await reader.repository.commit(commit);
      const promised = manifestOf(message)?.id === id ? promisedIn(message, branch) : undefined;
      if (promised !== undefined) return { deployment, promised };
    }
  }
  return undefined;
}

/** The commit of an earlier environment comes along with what is promoted from there, and speaks for that one. */
function promisedIn(message: string, branch: string): Sha | undefined {
  const isTowards = recordsIn(message).some((one) => one.kind === 'promotion' && one.target.branch === branch);
  const promised = /^Train-Tree: ([0-9a-f]+)$/m.exec(message)?.[1] ?? '';
  return isTowards && isSha(promised) ? promised : undefined;
}

/** A branch is followed back as far as a plan follows it (docs/promotion.md, "Limits"). */
const followed = 1_000;

/**
 * What has taken a deployment back, or would: the newest rollback on its branch, or an open pull request. Nothing where it is
 * in force.
 * @param open pull requests towards the branch
 * @throws GitError
 */
export async function takenBack(
  { reader, history }: PlanMemory,
  { branch, head }: LookedAtBranch,
  deployment: Sha,
  open: readonly PullRequest[],
  signal: AbortSignal,
): Promise<{ readonly by: Sha | number } | 'notKnown' | undefined> {
  await reader.repository.graph.load([head], signal);
  const chain = history.chain(head);
  const landed = chain.index.get(deployment);
  if (landed === undefined || landed > followed) return 'notKnown';
  const deployments = new Deployments(reader, history, branch, chain);
  /** By position: whether the branch had it in force from there on. */
  const inForce = new Map<number, boolean>([[landed, true]]);
  let by: Sha | undefined;
  for (let position = landed - 1; position >= 0; position -= 1) {
    signal.throwIfAborted();
    const before = had(position + 1);
    const now = await inForceAt(position, before);
    if (before && !now) by = deployments.commit(position);
    inForce.set(position, now);
  }
  if (!had(0)) return { by: by ?? head };
  const opened = open.find((pullRequest) => {
    const record = rolledBackIn(pullRequest, branch);
    if (!record) return false;
    const restored = record.restored === undefined ? undefined : chain.index.get(record.restored);
    const ends = record.undone.map(({ first, last }) => [chain.index.get(first), chain.index.get(last)] as const);
    return (
      (restored !== undefined && restored > landed) ||
      ends.some(([first, last]) => first !== undefined && last !== undefined && last <= landed && landed <= first)
    );
  });
  return opened && { by: opened.number };

  /** Before it landed, it was not there. */
  function had(position: number): boolean {
    return inForce.get(position) ?? false;
  }

  async function inForceAt(position: number, before: boolean): Promise<boolean> {
    const origin = await deployments.originAt(position);
    switch (origin.kind) {
      case 'restore':
        return had(origin.to);
      case 'undo':
        // What brought it is taken back, or what took it.
        if (origin.deployments.some((one) => had(one) && !had(one + 1))) return false;
        return before || origin.deployments.some((one) => !had(one) && had(one + 1));
      case 'lostRollback':
        return false; // what it went back to is not known: it counts as gone
      case 'promotion':
      case 'direct':
        return before;
    }
  }
}
