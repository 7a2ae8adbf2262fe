import type { ContentRules } from '../../../../src/core/catalog/catalog';
import type { TreeFiles } from '../../../../src/core/manifest/render/rendered';

/** A tree of these files, which counts what is read of it. `links` are paths that are no files. */
export function tree(
  files: Readonly<Record<string, string | Buffer>>,
  links: readonly string[] = [],
): TreeFiles & { reads: string[] } {
  const reads: string[] = [];
  return {
    tree: JSON.stringify(files),
    paths: Object.keys(files),
    links: new Set(links),
    reads,
    read: (path) => {
      reads.push(path);
      return Promise.resolve(Buffer.from(files[path] ?? ''));
    },
  };
}

export function rules(renderer: ContentRules['renderer'] = 'auto', path = '.'): ContentRules {
  return { path, renderer, environmentOwned: { paths: [], keys: [] } };
}
