import { delimiter, join } from 'node:path';
import { isAbort, reasonOf } from '../support/errors';
import { own } from '../support/own';
import { FileError, readBounded } from '../support/readBounded';
import { KubeconfigError } from './kubeconfig/errors';
import { parseKubeconfig, type ContextEntry, type Entries, type KubeconfigFile } from './kubeconfig/parse';
import type { KubeContext, KubeUser } from './kubeconfig/types';

export { KubeconfigError } from './kubeconfig/errors';
export { watchKubeconfig } from './kubeconfig/watch';
export type { KubeContext } from './kubeconfig/types';

/** Where a cluster is, as the catalog says it. */
export type ClusterAddress =
  { readonly kind: 'context'; readonly context: string } | { readonly kind: 'server'; readonly server: string };

/** A context as people choose it. */
export interface ContextSummary {
  readonly name: string;
  readonly server?: string;
  readonly file: string;
}

const maxFileBytes = 8 * 1024 * 1024;

/**
 * The files to read, in order of precedence: the setting, else KUBECONFIG (a list), else `~/.kube/config`.
 * `~` is the home folder.
 */
export function kubeconfigPaths(from: {
  readonly setting?: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}): readonly string[] {
  const list = from.setting?.trim() || from.environment['KUBECONFIG']?.trim();
  if (!list) return [join(from.home, '.kube', 'config')];
  const paths = list.split(delimiter).filter((path) => path !== '');
  return paths.map((path) => (/^~(?=[/\\]|$)/.test(path) ? join(from.home, path.slice(1)) : path));
}

/** All files as one. Which context is current means nothing here: targets name theirs. */
export class Kubeconfig {
  constructor(
    private readonly files: readonly KubeconfigFile[],
    /** Files that could not be read; their contexts are missing, those of the others work. */
    readonly problems: readonly KubeconfigError[] = [],
  ) {}

  contexts(): readonly ContextSummary[] {
    return this.contextEntries().map(({ name, cluster, file }) => {
      const found = this.find((file) => file.clusters, cluster);
      return { name, file, ...(found && !(found instanceof Error) ? { server: found.server } : {}) };
    });
  }

  /**
   * The context that an address means.
   *
   * @param names the person's own context names by those of the catalog (or by server address)
   * @throws KubeconfigError where there is none, or where it is not complete or not clear
   */
  resolve(address: ClusterAddress, names: Readonly<Record<string, string>> = {}): KubeContext {
    const mapped = own(names, address.kind === 'context' ? address.context : address.server);
    if (mapped !== undefined) return this.byName(mapped);
    return address.kind === 'context' ? this.byName(address.context) : this.byServer(address.server);
  }

  private byName(name: string): KubeContext {
    const entry = this.find((file) => file.contexts, name);
    if (entry instanceof Error) throw entry;
    if (entry) return this.complete(entry);
    const unread = this.problems[0];
    if (unread) throw unread;
    throw KubeconfigError.noContext(
      name,
      this.contextEntries().map((context) => context.name),
    );
  }

  private byServer(server: string): KubeContext {
    const wanted = normalised(server);
    const found = this.contexts().filter((context) => context.server && normalised(context.server) === wanted);
    const [first, ...others] = found.map(({ name }) => this.byName(name));
    if (!first) {
      const unread = this.problems[0];
      if (unread) throw unread;
      throw KubeconfigError.noServer(
        server,
        this.contexts().flatMap((context) => context.server ?? []),
      );
    }
    if (others.some(({ user }) => user.name !== first.user.name)) {
      throw KubeconfigError.ambiguous(
        server,
        found.map(({ name }) => name),
      );
    }
    return first;
  }

  private complete({ name, cluster: clusterName, user: userName, file }: ContextEntry): KubeContext {
    const cluster = this.find((file) => file.clusters, clusterName);
    if (cluster instanceof Error) throw cluster;
    if (!cluster) throw KubeconfigError.dangling(file, name, 'cluster', clusterName);
    return { name, cluster, user: this.userOf(name, userName, file), file };
  }

  private userOf(context: string, name: string | undefined, file: string): KubeUser {
    if (name === undefined || name === '') return { name: '' };
    const user = this.find((file) => file.users, name);
    if (user instanceof Error) throw user;
    if (!user) throw KubeconfigError.dangling(file, context, 'user', name);
    return user;
  }

  /** The first file that defines a name wins, as with kubectl. */
  private find<T>(entriesOf: (file: KubeconfigFile) => Entries<T>, name: string): T | KubeconfigError | undefined {
    return this.files.map((file) => entriesOf(file).get(name)).find((found) => found !== undefined);
  }

  private contextEntries(): readonly ContextEntry[] {
    const byName = new Map<string, ContextEntry | KubeconfigError>();
    for (const { contexts } of this.files) {
      for (const [name, entry] of contexts) if (!byName.has(name)) byName.set(name, entry);
    }
    return [...byName.values()].filter((entry): entry is ContextEntry => !(entry instanceof Error));
  }
}

/**
 * Reads and merges the files. A file of the list that is not there is passed over, as kubectl does; one that cannot be
 * read is a problem of its own.
 *
 * @throws KubeconfigError when no file is there at all, or none can be read
 */
export async function loadKubeconfig(paths: readonly string[], signal?: AbortSignal): Promise<Kubeconfig> {
  const results = await Promise.all(paths.map((path) => readOne(path, signal)));
  const files = results.filter(
    (result): result is KubeconfigFile => result !== undefined && !(result instanceof Error),
  );
  const problems = results.filter((result) => result instanceof KubeconfigError);
  if (files.length === 0) throw problems[0] ?? KubeconfigError.absent(paths);
  return new Kubeconfig(files, problems);
}

async function readOne(path: string, signal?: AbortSignal): Promise<KubeconfigFile | KubeconfigError | undefined> {
  try {
    return parseKubeconfig(path, (await readBounded(path, maxFileBytes, signal)).toString('utf8'));
  } catch (error) {
    if (error instanceof KubeconfigError) return error;
    if (error instanceof FileError) return KubeconfigError.unfit(error);
    if (isAbort(error)) throw error;
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return undefined;
    return KubeconfigError.unreadable(path, hasCode(error, 'EACCES') ? 'permission denied' : reasonOf(error));
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

/** Scheme and host in lower case, default ports and trailing slashes away. */
function normalised(server: string): string {
  try {
    const url = new URL(server);
    return `${url.protocol}//${url.host}${url.pathname.replace(/(?<!\/)\/+$/, '')}`;
  } catch {
    return server; // not an address: it equals itself only
  }
}
