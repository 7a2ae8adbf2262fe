import type { TreeImages } from '../../../images/treeImages';
import type { PlanMemory } from '../../../promotion/edge';
import { imageName, isSameImage } from '../../../registry/imageName';
import type { ImageReference } from '../../../registry/types';
import type { Sha } from '../../../support/sha';
import type { Place } from '../../../where/change';
import type { ImageOrigins, VersionThere } from './origins';
import { presenceOf, type CodePresence } from './presence';

/** Since when an environment has the commit. */
export interface Since {
  readonly commit: Sha;
  /** What was there before is not known: it may be there for longer. */
  readonly isAtLatest: boolean;
}

/** How many deployments are looked at, and how many versions of an image are asked for before that of today. */
const mostDeployments = 500;
const mostOlder = 20;

/** Reads which versions of an image an environment has, and had. */
export class ImageHistory {
  constructor(
    private readonly memory: PlanMemory,
    private readonly images: TreeImages,
    private readonly origins: ImageOrigins,
    private readonly signal: AbortSignal,
  ) {}

  private async versions(commit: Sha, image: ImageReference): Promise<VersionsIn> {
    const { sites, isWhole } = await this.images.inTree(await this.treeOf(commit));
    return { versions: distinct(sites.map((site) => site.image).filter((one) => isSameImage(one, image))), isWhole };
  }

  private async treeOf(commit: Sha): Promise<Sha> {
    return (await this.memory.reader.repository.commit(commit)).tree;
  }

  async held(versions: readonly ImageReference[]): Promise<readonly VersionThere[]> {
    return Promise.all(versions.map(async (image) => ({ image, has: await this.origins.of(image) })));
  }

  /**
   * The deployment since which each version of an image that an environment had, one after the other up to now, has the commit.
   * Nothing where too much was deployed since to tell.
   */
  async since({ chain }: Place, image: ImageReference): Promise<Since | undefined> {
    const { repository } = this.memory.reader;
    let brought: Sha | undefined;
    let [now, older] = ['', 0];
    for (const [position, commit] of chain.commits.entries()) {
      this.signal.throwIfAborted();
      const before = position === 0 ? undefined : chain.commits[position - 1];
      const found = await this.versions(commit, image);
      const names = JSON.stringify(found.versions.map(imageName));
      if (before !== undefined && names !== now) {
        brought = before;
        older += 1;
        const isBound = older > mostOlder;
        const presence = isBound ? 'unknown' : await this.presenceBefore(commit, found);
        if (presence !== 'there') return { commit: before, isAtLatest: presence === 'unknown' };
      }
      now = names;
      if (position === chain.commits.length - 1) return { commit, isAtLatest: repository.place.shallow.size > 0 };
      if (position === mostDeployments) break;
    }
    return brought === undefined ? undefined : { commit: brought, isAtLatest: true };
  }

  /** That all of it has the commit, or that nothing of it is there, counts only where no file is left out that names the image. */
  private async presenceBefore(commit: Sha, { versions, isWhole }: VersionsIn): Promise<CodePresence> {
    const held = await this.held(versions);
    const presence = presenceOf(held, true);
    if (isWhole || (presence !== 'there' && presence !== 'noImage')) return presence;
    const { unread } = await this.images.files(await this.treeOf(commit));
    return presenceOf(held, unread.length === 0);
  }
}

/** Each version of an image that stands somewhere in a tree. */
interface VersionsIn {
  readonly versions: readonly ImageReference[];
  readonly isWhole: boolean;
}

export function distinct(images: readonly ImageReference[]): readonly ImageReference[] {
  const named = new Map(images.map((one) => [imageName(one), one]));
  return [...named].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, image]) => image);
}
