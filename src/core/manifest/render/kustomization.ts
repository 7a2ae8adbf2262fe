import { posix } from 'node:path';
import type { Value } from '../objects';
import { isMapValue } from '../read/identity';
import { parseDocuments } from '../read/documents';
import { compose } from '../read/compose';
import { valueOf } from '../read/value';
import { kustomizationIn } from './layout';

/** Where a kustomization names files and folders. */
const references = [
  'resources',
  'bases',
  'components',
  'crds',
  'configurations',
  'generators',
  'transformers',
  'validators',
  'patchesStrategicMerge',
  'patchesJson6902',
  'patches',
  'replacements',
] as const;

/** What a kustomization is made of, found without running anything. */
export interface KustomizationInputs {
  /** Files of objects and patches that it and its bases read. */
  readonly files: readonly string[];
  /** What it names and the tree lacks: an address, or a file that is not there. */
  readonly outside: readonly string[];
}

/**
 * Follows a kustomization through its bases. Whatever is not a file or folder of the tree would be fetched from a
 * network, and is reported instead.
 */
export async function kustomizationInputs(
  paths: readonly string[],
  folder: string,
  read: (path: string) => Promise<string>,
): Promise<KustomizationInputs> {
  const has = new Set(paths);
  const files = new Set<string>();
  const outside = new Set<string>();
  const seen = new Set<string>();
  const visit = async (at: string): Promise<void> => {
    const file = kustomizationIn(has, at);
    if (file === undefined || seen.has(file)) return;
    seen.add(file);
    const folders: string[] = [];
    for (const named of namesIn(await read(file))) {
      const path = within(at, named);
      if (path !== undefined && has.has(path)) files.add(path);
      else if (path !== undefined && kustomizationIn(has, path) !== undefined) folders.push(path);
      else outside.add(named);
    }
    await Promise.all(folders.map(visit));
  };
  await visit(folder);
  return { files: [...files], outside: [...outside] };
}

/** A path of the tree; undefined for addresses and for what leaves the tree. */
function within(folder: string, named: string): string | undefined {
  if (/^[a-z][\w+.-]*:|^[^/]*@|\?/i.test(named) || named.startsWith('/')) return undefined;
  const path = posix.normalize(posix.join(folder, named)).replace(/\/$/, '');
  return path === '..' || path.startsWith('../') ? undefined : path === '.' ? '' : path;
}

function namesIn(text: string): readonly string[] {
  const [document] = parseDocuments(text).documents;
  if (!document || document.errors.length > 0) return [];
  const value = valueOf(compose(document), 'kustomize');
  if (!isMapValue(value)) return [];
  const names = references.flatMap((key) => namesAt(value[key]));
  const openapi = isMapValue(value['openapi']) ? value['openapi']['path'] : undefined;
  return [...names, ...(typeof openapi === 'string' ? [openapi] : []), ...(value['helmCharts'] ? ['helmCharts'] : [])];
}

/** Entries are names, maps with a `path`, or objects written in place. */
function namesAt(value: Value | undefined): readonly string[] {
  if (!Array.isArray(value)) return [];
  return (value as readonly Value[]).flatMap((entry) => {
    const named = isMapValue(entry) ? entry['path'] : entry;
    return typeof named === 'string' && !named.includes('\n') ? [named] : [];
  });
}
