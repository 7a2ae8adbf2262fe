import type { Catalog, Service } from '../../../core/catalog/catalog';
import { parseRemote } from '../../../core/forge/remote';

/** A window looks at so many services by itself; a person who asks has all looked at. */
const mostServices = 30;

/**
 * The services whose images may be built from a repository of code, for a first look that nobody asked for: those with images in
 * the catalog, those that are called as it is first.
 */
export function likelyServices({ services }: Catalog, origin: string): readonly string[] {
  const name = parseRemote(origin)?.path.at(-1)?.toLowerCase();
  const isLikely = ({ name: service, updates = [] }: Service) =>
    service.toLowerCase() === name || updates.some(({ image }) => image.split('/').at(-1)?.toLowerCase() === name);
  const withImages = services.filter(({ updates = [] }) => updates.length > 0);
  const ordered = [...withImages.filter(isLikely), ...withImages.filter((one) => !isLikely(one))];
  return ordered.slice(0, mostServices).map((one) => one.name);
}
