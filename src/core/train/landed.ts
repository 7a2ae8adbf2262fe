import type { PullRequest } from '../forge/types';
import { Deployments } from '../promotion/history/deployments';
import type { PlanMemory } from '../promotion/edge';
import { isSha } from '../git/names';
import { recordsIn } from '../promotion/record/trailers';
import type { Sha } from '../support/sha';
import { manifestOf } from './manifestText';

/** An environment branch, as it was looked at. */
export interface LookedAtBranch {
  readonly branch: string;
  readonly head: Sha;
}

/**
 * What a landing brought to a branch: commits that follow each other in its first-parent history, the newest first. The newest
 * is the deployment; a rebase of several commits, and a fast-forward, bring the others along.
 */
export type Landing = readonly [deployment: Sha, ...older: Sha[]];

/** Tries to have a commit that no branch holds any more. */
export type FetchCommit = (commit: Sha) => Promise<boolean>;

/**
 * The landing that a merged pull request became. Nothing where the branch does not have it (any more), or the forge does not
 * tell which commit it is; `notWhole` where it is not known how many commits it brought.
 * @param id of the train, which the first of its commits names
 * @throws GitError
 */
export async function landingOf(
  { reader, history }: PlanMemory,
  { branch, head }: LookedAtBranch,
  { mergeCommit, head: proposed, body }: Pick<PullRequest, 'mergeCommit' | 'head' | 'body'>,
  id: string,
  { fetch, signal }: { readonly fetch: FetchCommit; readonly signal: AbortSignal },
): Promise<{ readonly kind: 'whole' | 'notWhole'; readonly landing: Landing } | undefined> {
  const { repository } = reader;
  const { graph } = repository;
  await graph.load([head], signal);
  const { commits, index } = history.chain(head);
  const deployment = [mergeCommit, proposed.commit].find((commit) => commit !== undefined && index.has(commit));
  const newest = deployment === undefined ? undefined : index.get(deployment);
  if (deployment === undefined || newest === undefined) return undefined;
  const ending = (count: number) => {
    const older = commits.slice(newest + 1, newest + count);
    return { kind: 'whole', landing: [deployment, ...older] } as const;
  };
  if (graph.parents(deployment).length > 1) return ending(1);
  const targets = recordsIn(body).flatMap((one) => (one.kind === 'promotion' ? [index.get(one.target.commit)] : []));
  if (targets.includes(newest + 1)) return ending(1);
  const messageAt = async (position: number) => {
    const commit = commits[position];
    return commit === undefined ? '' : (await repository.commit(commit)).message;
  };
  const proposals = deployment === proposed.commit ? undefined : await messagesOf(proposed.commit);
  if (proposals !== undefined) {
    const landed = await Promise.all(proposals.map((_message, offset) => messageAt(newest + offset)));
    const isRebase = proposals.every((message, offset) => message.trimEnd() === landed[offset]?.trimEnd());
    return ending(isRebase ? proposals.length : 1);
  }
  for (let count = 1; count <= mostCommits; count += 1) {
    if (isOfTrain(await messageAt(newest + count - 1), id, branch)) return ending(count);
  }
  return { kind: 'notWhole', landing: [deployment] };

  /** The messages of what was proposed, the newest first, as far as it is not the branch's already; nothing where it is not there. */
  async function messagesOf(tip: Sha): Promise<readonly string[] | undefined> {
    if (!isSha(tip) || !((await repository.hasCommit(tip)) || (await fetch(tip)))) return undefined;
    await graph.load([tip], signal);
    const own: Sha[] = [];
    for (const commit of graph.firstParents(tip)) {
      if (index.has(commit)) break;
      if (own.length === mostCommits) return undefined;
      if (graph.parents(commit).length < 2) own.push(commit);
    }
    return Promise.all(own.map(async (commit) => (await repository.commit(commit)).message));
  }
}

/** As many commits of one pull request are looked at. */
const mostCommits = 100;

/**
 * What landed of a train as the commits of a branch tell, where no pull request does: too many have landed since, or its
 * text was edited. The newest deployment that names the train counts, if it is a promotion that did what it says: what
 * somebody has written into a message alone is none.
 * @param base the head of the branch when the train was planned: nothing of it lies below
 * @returns `isOwnCommit`: the deployment itself names the train, and may be the very commit that was proposed
 * @throws GitError
 */
export async function landedByHistory(
  { reader, history }: PlanMemory,
  { branch, head }: LookedAtBranch,
  { id, base }: { readonly id: string; readonly base: Sha },
  signal: AbortSignal,
): Promise<{ readonly deployment: Sha; readonly promised: Sha; readonly isOwnCommit: boolean } | undefined> {
  await reader.repository.graph.load([head], signal);
  const chain = history.chain(head);
  const deployments = new Deployments(reader, history, branch, chain);
  const end = Math.min(chain.index.get(base) ?? followed, followed, chain.commits.length);
  for (let position = 0; position < end; position += 1) {
    signal.throwIfAborted();
    const deployment = deployments.commit(position);
    for (const commit of [deployment, ...deployments.sideCommits(position)]) {
      const { message } = await reader.repository.commit(commit);
      const promised = isOfTrain(message, id, branch) ? promisedIn(message) : undefined;
      if (promised === undefined) continue;
      const origin = await deployments.originAt(position);
      const isBorne = origin.kind === 'promotion' && origin.isHeard !== true;
      if (isBorne) return { deployment, promised, isOwnCommit: commit === deployment };
    }
  }
  return undefined;
}

/** The commit of an earlier environment comes along with what is promoted from there, and speaks for that one. */
function isOfTrain(message: string, id: string, branch: string): boolean {
  return (
    manifestOf(message)?.id === id &&
    recordsIn(message).some((one) => one.kind === 'promotion' && one.target.branch === branch)
  );
}

function promisedIn(message: string): Sha | undefined {
  const promised = /^Train-Tree: ([0-9a-f]+)$/m.exec(message)?.[1] ?? '';
  return isSha(promised) ? promised : undefined;
}

/** A branch is followed back as far as a plan follows it (docs/promotion.md, "Limits"). */
export const followed = 1_000;
