import type { Repository } from '../../git/repository';
import { TreeImages } from '../../images/treeImages';
import { imageName, isSameImage } from '../../registry/imageName';
import type { ImageReference } from '../../registry/types';
import type { Sha } from '../../support/sha';
import { contentOf } from '../observe/repositoryState';
import type { ServiceObserver } from '../observe/serviceObserver';
import { notLookedAt } from '../state/empty';
import type { ImageInEnvironment, LiveImage } from '../imageInEnvironment';
import { cellId, type FleetSnapshot } from '../state/snapshot';

/**
 * Which versions of an image the branches of a service have, and which their clusters run, environment by environment.
 * Read from our mirror and from what was observed last; nobody is asked.
 * @throws GitError, RulesError; the signal's reason
 */
export async function imageVersions(
  observer: ServiceObserver,
  image: ImageReference,
  snapshot: FleetSnapshot,
  signal: AbortSignal,
): Promise<readonly ImageInEnvironment[]> {
  const { service } = observer;
  const state = await observer.heldState(signal);
  const { repository, heads } = state;
  const reader = new TreeImages(repository, contentOf(state), service.updates ?? []);
  /** Environments often run the same tree, and a deployment is often the head. */
  const read = new Map<Sha, ReturnType<typeof versionsAt>>();
  const at = (commit: Sha) => {
    const known = read.get(commit) ?? versionsAt(repository, reader, commit, image);
    read.set(commit, known);
    return known;
  };
  return Promise.all(
    service.environments.map(async ({ name, branch }): Promise<ImageInEnvironment> => {
      signal.throwIfAborted();
      const head = heads.get(branch);
      const found = head === undefined ? undefined : await at(head);
      const live = snapshot.cells.get(cellId(service.name, name))?.live;
      return {
        environment: name,
        branch,
        onBranch: found?.versions,
        isWhole: found?.isWhole ?? true,
        live: await liveImage(live, at),
      };
    }),
  );
}

type Live = NonNullable<ReturnType<FleetSnapshot['cells']['get']>>['live'];

async function liveImage(
  live: Live | undefined,
  at: (commit: Sha) => ReturnType<typeof versionsAt>,
): Promise<LiveImage> {
  if (!live) return { kind: 'unknown', said: notLookedAt.said };
  if (live.kind === 'unknown') return { kind: 'unknown', said: live.said };
  const { observed } = live;
  if (live.kind === 'mixed') return { kind: 'mixed', observed };
  return { kind: 'exact', versions: (await at(live.deployment.sha)).versions, observed };
}

async function versionsAt(repository: Repository, reader: TreeImages, commit: Sha, image: ImageReference) {
  const { files, unread } = await reader.files((await repository.commit(commit)).tree);
  const same = files.flatMap(({ sites }) => sites.map((site) => site.image)).filter((one) => isSameImage(one, image));
  const versions = [...new Map(same.map((one) => [imageName(one), one])).values()];
  return { versions, isWhole: unread.length === 0 };
}
