import pLimit from 'p-limit';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isAbort, reasonOf } from '../support/errors';
import type { Catalog, Edge, Environment, Service } from './catalog';
import { defaultContent } from './content';
import { chain } from './graph';

/** The branches of the repository at `folder`, local and remote-tracking ones alike by their bare name; `undefined` where there is none. */
export type ListBranches = (folder: string, signal: AbortSignal) => Promise<readonly string[] | undefined>;

export interface WorkspaceDiscovery {
  readonly catalog: Catalog;
  /** Folders that could not be looked at, and why, for the log. */
  readonly skipped: readonly { readonly folder: string; readonly reason: string }[];
}

const parallel = 8;
/** A workspace folder with more sub-folders than this is a home or a drive, not a place of repositories. */
const maxSubfolders = 500;

/**
 * A catalog without a file: each of `folders` (absolute), and each folder one level below, that is a git repository
 * with at least two known environment branches is a service. One folder that fails does not keep the others out.
 */
export async function discoverWorkspace(
  folders: readonly string[],
  listBranches: ListBranches,
  signal: AbortSignal,
): Promise<WorkspaceDiscovery> {
  const skipped: { folder: string; reason: string }[] = [];
  const limit = pLimit(parallel);
  const attempt = <T>(folder: string, action: () => Promise<T>): Promise<T | undefined> =>
    limit(async () => {
      signal.throwIfAborted();
      try {
        return await action();
      } catch (error) {
        if (isAbort(error)) throw error;
        skipped.push({ folder, reason: reasonOf(error) });
        return undefined;
      }
    });

  const below = await Promise.all(folders.map((folder) => attempt(folder, () => candidates(folder))));
  const looked = await Promise.all(
    [...new Set(below.flatMap((found) => found ?? []))].map(async (folder) => ({
      folder,
      branches: await attempt(folder, () => listBranches(folder, signal)),
    })),
  );
  const services = looked.flatMap(({ folder, branches }) => serviceAt(folder, branches ?? []));
  return {
    catalog: {
      origin: { kind: 'workspace', folders },
      services: named(services),
      discoveries: [],
      template: { environments: [], edges: [], content: defaultContent },
    },
    skipped,
  };
}

/** The folder and those one level below that look like repositories: with a work tree or bare. */
async function candidates(folder: string): Promise<string[]> {
  const subfolders = (await readdir(folder, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules')
    .map((entry) => join(folder, entry.name))
    .slice(0, maxSubfolders);
  const looks = await Promise.all([folder, ...subfolders].map(looksLikeRepository));
  return [folder, ...subfolders].filter((_, index) => looks[index]);
}

async function looksLikeRepository(folder: string): Promise<boolean> {
  try {
    const names = new Set(await readdir(folder));
    return names.has('.git') || (names.has('HEAD') && names.has('objects') && names.has('refs'));
  } catch {
    // A folder that may not be read holds nothing that could be shown.
    return false;
  }
}

function serviceAt(folder: string, branches: readonly string[]): Service[] {
  const environments = environmentBranches(branches).map((found): Environment => ({ ...found, protected: false }));
  if (environments.length === 0) return [];
  const edges = chain(environments.map(({ name }) => name)).map((edge): Edge => ({
    ...edge,
    gates: { pipeline: 'required', soakMs: 0 },
  }));
  return [{ name: nameOf(folder), repository: folder, environments, edges, content: defaultContent }];
}

function nameOf(folder: string): string {
  const name = basename(folder)
    .replace(/\.git$/, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[._-]+/, '');
  return name === '' ? 'repository' : name;
}

/** Sorted by name; the second `cart` is `cart-2`. */
function named(services: readonly Service[]): Service[] {
  const taken = new Set<string>();
  return services
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en') || a.repository.localeCompare(b.repository, 'en'))
    .map((service) => {
      let name = service.name;
      for (let number = 2; taken.has(name); number++) name = `${service.name}-${number}`;
      taken.add(name);
      return { ...service, name };
    });
}

/**
 * Branch names that are taken for environments where no catalog says so, in promotion order; names on one row mean the
 * same, and the first that exists is taken. `main` and `master` are not among them: with `develop` beside them they
 * are how a repository of code looks.
 */
const known: readonly (readonly string[])[] = [
  ['dev', 'develop', 'development'],
  ['int', 'integration'],
  ['test', 'testing'],
  ['qa'],
  ['staging', 'stage'],
  ['uat', 'acceptance'],
  ['preprod', 'pre-prod', 'preproduction'],
  ['prod', 'production', 'live'],
];

/** Folders that teams put environment branches in: `env/dev`. */
const prefixes = ['', 'env/', 'envs/', 'environment/', 'environments/'];

/** The environments among `branches`, in promotion order; fewer than two are none. */
export function environmentBranches(branches: readonly string[]): readonly { name: string; branch: string }[] {
  const there = new Set(branches);
  for (const prefix of prefixes) {
    const found = known.flatMap((names) => {
      const name = names.find((candidate) => there.has(prefix + candidate));
      return name === undefined ? [] : [{ name, branch: prefix + name }];
    });
    if (found.length >= 2) return found;
  }
  return [];
}
