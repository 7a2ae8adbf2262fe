import type { ImageReference } from '../registry/types';
import type { ImageSite } from './site';

/**
 * The version of the service's own image: of the one that is called as it is, else of the only one there is. Which of several
 * others is the service and which only stands beside it cannot be told, and then there is none. `2.11.0 +1`: another one stands there, too.
 */
export function ownVersion(images: readonly ImageReference[], service: string): string | undefined {
  const own = images.filter(({ repository }) => repository.split('/').at(-1) === service);
  const isOnly = new Set(images.map(({ repository }) => repository)).size === 1;
  const meant = own.length > 0 ? own : isOnly ? images : [];
  const tags = new Set(meant.flatMap(({ tag, digest }) => tag ?? digest?.slice(0, 'sha256:'.length + 10) ?? []));
  const [first, ...more] = tags;
  return first !== undefined && more.length > 0 ? `${first} +${more.length}` : first;
}

/** The images of a tree as they are meant: without those in whose place a kustomization puts its own version. */
export function meantImages(sites: readonly ImageSite[]): readonly ImageReference[] {
  const replaced = new Set(sites.flatMap(({ replaces }) => replaces ?? []));
  return sites
    .filter((site) => site.replaces !== undefined || !replaced.has(site.image.name))
    .map(({ image }) => image);
}
