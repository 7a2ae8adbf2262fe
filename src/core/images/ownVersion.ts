import type { ImageReference } from '../registry/types';
import type { ImagesOfTree } from './treeImages';

/** Images that stand together; `isWhole`: there are no others. */
export interface KnownImages {
  readonly images: readonly ImageReference[];
  readonly isWhole: boolean;
}

/**
 * The version of the service's own image: of the one that is called as it is, else of the only one there is. Which of several
 * others is the service and which only stands beside it cannot be told, and then there is none; nor where not all could be read.
 * `2.11.0 +1`: another one stands there, too.
 */
export function ownVersion({ images, isWhole }: KnownImages, service: string): string | undefined {
  const own = images.filter(({ repository }) => repository.split('/').at(-1) === service);
  const isOnly = isWhole && new Set(images.map(({ repository }) => repository)).size === 1;
  const meant = own.length > 0 ? own : isOnly ? images : [];
  const tags = new Set(meant.flatMap(({ tag, digest }) => tag ?? digest?.slice(0, 'sha256:'.length + 10) ?? []));
  const [first, ...more] = tags;
  return first !== undefined && more.length > 0 ? `${first} +${more.length}` : first;
}

/** The images of a tree as they are meant: without those in whose place a kustomization puts its own version. */
export function meantImages({ sites, isWhole }: ImagesOfTree): KnownImages {
  const replaced = new Set(sites.flatMap(({ replaces }) => replaces ?? []));
  const images = sites
    .filter((site) => site.replaces !== undefined || !replaced.has(site.image.name))
    .map(({ image }) => image);
  return { images, isWhole };
}
