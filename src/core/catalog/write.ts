import { relative, isAbsolute, sep } from 'node:path';
import { Document, isCollection, type YAMLMap, type YAMLSeq } from 'yaml';
import { own } from '../support/own';
import { currentVersion } from './file';
import type { ForgeDiscovery } from './catalog';

export interface NewCatalog {
  /** Absolute path of the folder that the file will lie in: repositories below it are written relative. */
  readonly folder: string;
  readonly environments: readonly {
    readonly name: string;
    readonly branch: string;
    readonly protected?: boolean;
    readonly cluster?: { readonly context: string; readonly namespace: string };
  }[];
  /** A URL, or an absolute path. `branches` where they differ from the environments', by environment name. */
  readonly services: readonly {
    readonly name: string;
    readonly repository: string;
    readonly branches?: Readonly<Record<string, string>>;
  }[];
  readonly discover?: readonly ForgeDiscovery[];
}

const intro = ` Branchline: services, environments and promotion paths.
 Every key is explained where you hover over it in the editor.`;

/** The text of a new `branchline.yaml`, one line an entry. `parseCatalog` reads it back to the same. */
export function writeCatalog(catalog: NewCatalog): string {
  const document = new Document({
    version: currentVersion,
    environments: catalog.environments.map(({ name, branch, cluster, protected: isProtected }) => ({
      name,
      branch,
      ...(cluster && { cluster: { ...cluster } }),
      ...(isProtected === true && { protected: true }),
    })),
    content: { path: '.', renderer: 'auto', environmentOwned: { paths: [], keys: [] } },
    ...(catalog.services.length > 0 && { services: catalog.services.map((service) => entry(service, catalog)) }),
    ...(catalog.discover &&
      catalog.discover.length > 0 && { discover: catalog.discover.map((found) => ({ ...found })) }),
  });
  document.commentBefore = intro;
  const root = document.contents as YAMLMap;
  for (const { value } of root.items) if (isCollection(value)) inOneLine(value);
  const note = (key: string, text: string) => {
    const pair = root.items.find((item) => String(item.key) === key);
    if (pair) pair.key = Object.assign(document.createNode(key), { commentBefore: text, spaceBefore: true });
  };
  note('environments', ' In promotion order.');
  note(
    'content',
    ' Paths and keys that belong to their environment and never travel, such as env/** or spec.replicas.',
  );
  note('services', '');
  note('discover', '');
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

/** Entries of a list, and values inside a mapping, are written as flow collections. */
function inOneLine(value: YAMLSeq | YAMLMap): void {
  for (const item of value.items) {
    const inner: unknown = typeof item === 'object' && item !== null && 'value' in item ? item.value : item;
    if (isCollection(inner)) inner.flow = true;
  }
}

function entry(service: NewCatalog['services'][number], { folder, environments }: NewCatalog) {
  const differing = environments.flatMap(({ name, branch }) => {
    const differs = own(service.branches, name);
    return differs === undefined || differs === branch ? [] : [[name, { branch: differs }] as const];
  });
  return {
    name: service.name,
    repository: isAbsolute(service.repository) ? near(folder, service.repository) : service.repository,
    ...(differing.length > 0 && { environments: Object.fromEntries(differing) }),
  };
}

/** Relative where the repository lies below the folder or beside it, else as it is. */
function near(folder: string, path: string): string {
  const parts = relative(folder, path).split(sep);
  if (isAbsolute(parts.join(sep)) || parts.filter((part) => part === '..').length > 1) return path;
  const text = parts.join('/');
  return text.startsWith('..') ? text : text === '' ? '.' : `./${text}`;
}
