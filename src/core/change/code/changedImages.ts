import { diffTrees } from '../../git/diff';
import type { Repository } from '../../git/repository';
import type { ImageSite } from '../../images/site';
import type { TreeImages, UnreadFile } from '../../images/treeImages';
import type { ContentKey } from '../../promotion/plan';
import { imageName, isSameImage, isSameVersion } from '../../registry/imageName';
import type { ImageReference } from '../../registry/types';
import { groupBy } from '../../support/groupBy';
import type { Sha } from '../../support/sha';

/** An image of which another version stands somewhere than stood there before. */
export interface ChangedImage {
  /** Nothing where it is new, or where it is not clear which of several versions it follows. */
  readonly before?: ImageReference;
  readonly now: ImageReference;
  readonly places: readonly Pick<ContentKey, 'path' | 'key'>[];
}

export interface ChangedImages {
  readonly images: readonly ChangedImage[];
  /** Changed files that could not be looked at: an image may stand there, too. */
  readonly unread: readonly UnreadFile[];
}

/**
 * The images by which one tree differs from another; only files that differ are read. All objects lie in the repository.
 * @throws GitError
 */
export async function changedImages(
  repository: Repository,
  images: TreeImages,
  trees: { readonly before: Sha; readonly after: Sha },
  signal: AbortSignal,
): Promise<ChangedImages> {
  const differences = await diffTrees(repository, trees.before, trees.after);
  signal.throwIfAborted();
  const read = await Promise.all(
    differences.map(async ({ path, before, after }) => {
      const [was, is] = await Promise.all([images.inFile(path, before), images.inFile(path, after)]);
      const reason = is.unreadable ?? was.unreadable;
      return { was: was.sites, is: is.sites, unread: reason === undefined ? [] : [{ path, reason }] };
    }),
  );
  return {
    images: pairedImages(
      read.flatMap(({ was }) => was),
      read.flatMap(({ is }) => is),
    ),
    unread: read.flatMap(({ unread }) => unread),
  };
}

/** Where an image stands, and with which version. */
type Site = Pick<ImageSite, 'path' | 'key' | 'image'>;

/**
 * Which version took the place of which. Those at the same place belong together, whatever they are called: an image may
 * come from another registry further on. What stands at a place where nothing stood follows the one version of the
 * same image that is gone from elsewhere. One for each pair of versions, in the order of their names.
 */
export function pairedImages(before: readonly Site[], after: readonly Site[]): readonly ChangedImage[] {
  const pairs: [Site | undefined, Site][] = [];
  const gone: Site[] = [];
  const come: Site[] = [];
  const [had, has] = [groupBy(before, placeOf), groupBy(after, placeOf)];
  for (const place of new Set([...had.keys(), ...has.keys()])) {
    const { paired, left, right } = atPlace(had.get(place) ?? [], has.get(place) ?? []);
    pairs.push(...paired);
    gone.push(...left);
    come.push(...right);
  }
  for (const site of come) {
    const [first, ...others] = gone.filter(({ image }) => isSameImage(image, site.image));
    const isClear = first && others.every(({ image }) => isSameVersion(image, first.image));
    if (isClear && isSameVersion(first.image, site.image)) continue; // it only moved
    pairs.push([isClear ? first : undefined, site]);
  }
  const byVersions = groupBy(pairs, ([was, is]) =>
    JSON.stringify([was ? imageName(was.image) : '', imageName(is.image)]),
  );
  return [...byVersions]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([, [first, ...rest]]): readonly ChangedImage[] => {
      if (!first) return [];
      const sites = [first, ...rest].map(([, { path, key }]) => ({ path, key })).sort(byPlace);
      return [{ ...(first[0] ? { before: first[0].image } : {}), now: first[1].image, places: sites }];
    });
}

function placeOf({ path, key }: Site): string {
  return JSON.stringify([path, key]);
}

function byPlace(one: ChangedImage['places'][number], other: ChangedImage['places'][number]): number {
  const [a, b] = [one, other].map(({ path, key = [] }) => JSON.stringify([path, key]));
  return a === b ? 0 : (a ?? '') < (b ?? '') ? -1 : 1;
}

/** A place may stand for several: the documents of a file are not told apart. What is there on both sides did not change. */
function atPlace(before: readonly Site[], after: readonly Site[]) {
  const left = [...before];
  const take = (found: (image: ImageReference) => boolean): Site | undefined => {
    const index = left.findIndex(({ image }) => found(image));
    return index < 0 ? undefined : left.splice(index, 1)[0];
  };
  const changed = after.filter(({ image }) => !take((other) => isSameVersion(other, image)));
  const paired: [Site, Site][] = [];
  const match = (sites: readonly Site[], isIt: (one: ImageReference, other: ImageReference) => boolean) =>
    sites.filter((site) => {
      const was = take((other) => isIt(other, site.image));
      if (was) paired.push([was, site]);
      return !was;
    });
  const others = match(changed, isSameImage);
  const right = match(others, () => left.length === 1 && others.length === 1);
  return { paired, left, right };
}
