import { meantImages, ownVersion } from '../images/ownVersion';
import type { TreeImages } from '../images/treeImages';
import type { PlanMemory } from '../promotion/edge';
import type { Sha } from '../support/sha';

/** The version of the service's own image that commits of its branches had. Of what is not there it cannot be told. @throws GitError where history is missing */
export async function versionsOf(
  { memory, images, service }: { readonly memory: PlanMemory; readonly images: TreeImages; readonly service: string },
  commits: readonly Sha[],
  signal: AbortSignal,
): Promise<ReadonlyMap<Sha, string>> {
  const { graph } = memory.reader.repository;
  const versions = new Map<Sha, string>();
  await graph.load(commits, signal);
  for (const commit of commits) {
    signal.throwIfAborted();
    const version = ownVersion(meantImages(await images.inTree(graph.tree(commit))), service);
    if (version !== undefined) versions.set(commit, version);
  }
  return versions;
}
