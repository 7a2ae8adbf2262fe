import type { PullRequest } from '../forge/types';
import { changedKeys, type ContentKeySet } from '../promotion/content/keySet';
import type { PlanMemory } from '../promotion/edge';
import { Deployments, type PullRequestTexts } from '../promotion/history/deployments';
import { rolledBackIn } from '../promotion/record/recorded';
import type { Sha } from '../support/sha';
import { followed, type Landing, type LookedAtBranch } from './landed';

/** What has taken a landing back, or would: the newest rollback on its branch, or an open pull request. */
export interface TakenBack {
  readonly by: Sha | number;
  /** The commits of the landing that it concerns: all of them, or the others are in force still. */
  readonly commits: readonly Sha[];
}

interface PullRequests {
  readonly open: readonly PullRequest[];
  /** A squash may keep the title alone: then their texts alone tell that they were rollbacks. */
  readonly merged: readonly PullRequest[];
}

/**
 * What has taken any part of a landing back, as far as trailers, reverts, texts of pull requests or the content tell. Nothing
 * where it is in force.
 * @param pullRequests towards the branch
 * @throws GitError
 */
export async function takenBack(
  { reader, history }: PlanMemory,
  { branch, head }: LookedAtBranch,
  landing: Landing,
  { open, merged }: PullRequests,
  signal: AbortSignal,
): Promise<TakenBack | 'notKnown' | undefined> {
  await reader.repository.graph.load([head], signal);
  const chain = history.chain(head);
  const positions = landing.map((commit) => chain.index.get(commit) ?? followed + 1);
  if (positions.some((position) => position > followed)) return 'notKnown';
  const deployments = new Deployments(reader, history, branch, chain, rollbackTexts(merged, branch));
  const gone = new Map<Sha, Sha>();
  for (const position of positions) {
    const by = await takenAt(position);
    if (by !== undefined) gone.set(deployments.commit(position), by);
  }
  const [by] = gone.values();
  if (by !== undefined) return { by, commits: [...gone.keys()] };
  for (const pullRequest of open) {
    const commits = landing.filter((_commit, index) => wouldTake(pullRequest, positions[index] ?? 0));
    if (commits.length > 0) return { by: pullRequest.number, commits };
  }
  return undefined;

  async function takenAt(landed: number): Promise<Sha | undefined> {
    const brought = await deployments.changesAt(landed);
    /** By position: whether the branch had it in force from there on. Before it landed, it was not there. */
    const inForce = new Map<number, boolean>([[landed, true]]);
    const had = (position: number) => inForce.get(position) ?? false;
    let taker: Sha | undefined;
    for (let position = landed - 1; position >= 0; position -= 1) {
      signal.throwIfAborted();
      const before = had(position + 1);
      const now = await inForceAt(position, before, had, { landed, brought });
      if (before && !now) taker = deployments.commit(position);
      inForce.set(position, now);
    }
    return had(0) ? undefined : (taker ?? head);
  }

  async function inForceAt(
    position: number,
    before: boolean,
    had: (position: number) => boolean,
    what: { readonly landed: number; readonly brought: ContentKeySet },
  ): Promise<boolean> {
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
        return before;
      case 'direct':
        return before && !(await isAsBefore(position, what));
    }
  }

  /** Somebody who takes it back without a word: all that it brought is as it was before it. */
  async function isAsBefore(
    position: number,
    { landed, brought }: { readonly landed: number; readonly brought: ContentKeySet },
  ): Promise<boolean> {
    if (brought.isEmpty || landed + 1 >= chain.commits.length) return false;
    const differs = await changedKeys(reader, deployments.tree(landed + 1), deployments.tree(position));
    return [...brought.paths].every((path) => {
      const keys = brought.keysOf(path);
      return keys.size === 0 ? !differs.paths.has(path) : [...keys].every((key) => !differs.has(path, key));
    });
  }

  function wouldTake(pullRequest: PullRequest, landed: number): boolean {
    const record = rolledBackIn(pullRequest, branch);
    if (!record) return false;
    const restored = record.restored === undefined ? undefined : chain.index.get(record.restored);
    if (restored !== undefined && restored > landed) return true;
    return record.undone.some(({ first, last }) => {
      const [oldest, newest] = [chain.index.get(first), chain.index.get(last)];
      return oldest !== undefined && newest !== undefined && newest <= landed && landed <= oldest;
    });
  }
}

/** What the rollbacks that landed on a branch say of themselves, by what they landed as. */
function rollbackTexts(merged: readonly PullRequest[], branch: string): PullRequestTexts {
  return new Map(
    merged.flatMap((pullRequest) => {
      const { mergeCommit, body } = pullRequest;
      return mergeCommit !== undefined && rolledBackIn(pullRequest, branch) ? [[mergeCommit, body] as const] : [];
    }),
  );
}
