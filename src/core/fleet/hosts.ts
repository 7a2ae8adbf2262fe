import type { Catalog } from '../catalog/catalog';
import { parseRemote } from '../forge/remote';

/** Hosts of the catalog's repositories and discoveries, each once. A local repository names none. */
export function hostsOf(catalog: Pick<Catalog, 'services' | 'discoveries'> | undefined): readonly string[] {
  const urls = [
    ...(catalog?.services.map(({ repository }) => repository) ?? []),
    ...(catalog?.discoveries.map(({ forge }) => `${forge}/x/x`) ?? []),
  ];
  return [...new Set(urls.flatMap((url) => parseRemote(url)?.host ?? []))];
}
