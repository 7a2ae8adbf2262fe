import type { ContentRules } from '../catalog/catalog';
import type { Repository } from '../git/repository';
import { TreeImages } from '../images/treeImages';
import type { VersionChange } from '../promotion/record/headline';
import type { ImageReference } from '../registry/types';
import type { Sha } from '../support/sha';
import { changedImages, type ChangedImage } from './code/changedImages';

/**
 * How a change changes the version of its service, by the images that stand in both trees. All objects lie in the
 * repository.
 * @throws GitError
 */
export async function readVersionChange(
  { repository, content, service }: { repository: Repository; content: Pick<ContentRules, 'path'>; service: string },
  { before, after }: { readonly before: Sha | null; readonly after: Sha | null },
  signal: AbortSignal,
): Promise<VersionChange | undefined> {
  if (before === null || after === null) return undefined;
  const { images } = await changedImages(
    repository,
    new TreeImages(repository, content, []),
    { before, after },
    signal,
  );
  return versionChange(images, service);
}

/**
 * The version of the image that is called as the service; of another one, only where no other changes with it. Nothing
 * where several differ: which of them is the service's nobody can tell.
 */
export function versionChange(images: readonly ChangedImage[], service: string): VersionChange | undefined {
  const own = images.filter(({ now }) => now.repository.split('/').at(-1) === service);
  const [first, ...others] = (own.length > 0 ? own : images).map(pairOf);
  if (!first) return undefined;
  const isOne = others.every(({ before, now }) => before === first.before && now === first.now);
  return isOne && first.before !== first.now ? first : undefined;
}

function pairOf({ before, now }: ChangedImage): VersionChange {
  return { ...(before ? { before: versionText(before) } : {}), now: versionText(now) };
}

const shownDigest = 'sha256:'.length + 10;

function versionText({ tag, digest }: ImageReference): string {
  return tag ?? digest?.slice(0, shownDigest) ?? 'latest';
}
