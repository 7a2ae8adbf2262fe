import { diffTrees } from '../../git/diff';
import { Deployments, type PullRequestTexts } from '../../promotion/history/deployments';
import type { PlanMemory } from '../../promotion/edge';
import { isSameVersion } from '../../registry/imageName';
import type { ImageReference } from '../../registry/types';
import type { Sha } from '../../support/sha';
import type { TreeImages } from '../../images/treeImages';

/** A version that a rollback took away from an environment, and that has not been in force there since. */
export interface TakenImage {
  readonly image: ImageReference;
  readonly environment: string;
  /** The rollback. */
  readonly commit: Sha;
}

/** An environment of the service, as far as its history tells what was rolled back. */
export interface DeployedBranch {
  readonly environment: string;
  readonly branch: string;
  readonly head: Sha;
  /** What its merged pull requests say of themselves: a squash may have edited the message. */
  readonly pullRequests?: PullRequestTexts;
}

/** How many deployments are looked at; what was rolled back before them has been overtaken long since. */
const newestDeployments = 200;

/**
 * The versions that rollbacks of a branch took away: the images that stood there before one and not behind it. One that
 * came back since, by whatever way, counts no more: somebody said that it may.
 * @see docs/promotion.md, "The hold"
 */
export async function takenAway(
  { reader, history }: PlanMemory,
  images: TreeImages,
  { environment, branch, head, pullRequests }: DeployedBranch,
  signal: AbortSignal,
): Promise<readonly TakenImage[]> {
  const { repository } = reader;
  await repository.graph.load([head], signal);
  const chain = history.chain(head);
  const deployments = new Deployments(reader, history, branch, chain, pullRequests);
  const taken: TakenImage[] = [];
  const rollbacks = await rollbacksOf(deployments, chain.commits.length, signal);
  // From the oldest to the newest, so that what comes back later is struck off again.
  for (let position = Math.max(-1, ...rollbacks); position >= 0; position -= 1) {
    signal.throwIfAborted();
    const { before, after } = await changedImages(images, deployments, position);
    const arrived = after.filter((image) => !before.some((other) => isSameVersion(image, other)));
    for (const image of arrived) {
      const known = taken.findIndex((one) => isSameVersion(one.image, image));
      if (known >= 0) taken.splice(known, 1);
    }
    if (!rollbacks.has(position)) continue;
    const gone = before.filter((image) => !after.some((other) => isSameVersion(image, other)));
    taken.push(...gone.map((image) => ({ image, environment, commit: deployments.commit(position) })));
  }
  return taken;

  async function changedImages(from: TreeImages, of: Deployments, position: number) {
    const differences = await diffTrees(repository, of.tree(position + 1), of.tree(position));
    const sides = await Promise.all(
      differences.map(async ({ path, before, after }) => [
        (await from.inFile(path, before)).sites,
        (await from.inFile(path, after)).sites,
      ]),
    );
    return {
      before: sides.flatMap(([was = []]) => was.map(({ image }) => image)),
      after: sides.flatMap(([, is = []]) => is.map(({ image }) => image)),
    };
  }
}

/** The positions of those among the newest deployments that took something back. Before the oldest of all there is nothing. */
async function rollbacksOf(
  deployments: Deployments,
  length: number,
  signal: AbortSignal,
): Promise<ReadonlySet<number>> {
  const found = new Set<number>();
  for (let position = 0; position < Math.min(length - 1, newestDeployments); position += 1) {
    signal.throwIfAborted();
    const { kind } = await deployments.originAt(position);
    if (kind !== 'direct' && kind !== 'promotion') found.add(position);
  }
  return found;
}
