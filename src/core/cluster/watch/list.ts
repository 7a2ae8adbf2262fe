import type { Connection } from '../connection';
import { collectionPath, type Resource } from '../connection/discovery';
import { ClusterError } from '../connection/failure';
import { parseJson } from '../connection/parseJson';
import { listAt, stringAt } from '../json';
import { everywhere, type KindRef, type LiveObject } from '../live';
import { trim } from './trim';

/** What a list is of: one namespace, or all that the cluster has, of which those of some namespaces are kept. */
export interface Scope {
  readonly ref: KindRef;
  readonly namespace: string | undefined;
  /** Asked when a list of all begins: what lies in no namespace is kept, too. */
  readonly kept?: () => ReadonlySet<string>;
}

export interface Listed {
  readonly objects: readonly LiveObject[];
  /**
   * Where a watch continues: the version of the first page. Kubernetes gives all pages the same; where an aggregated API
   * gives later ones a newer version, what changed while the pages were read would otherwise be lost.
   */
  readonly version: string;
  /** The namespaces of a list of all that it was asked to keep. */
  readonly kept: ReadonlySet<string> | undefined;
  /** Those that it was to keep, and does not: something in them cannot be read. */
  readonly unread: ReadonlySet<string>;
}

const maxRestarts = 3;
/** At the usual page size, a million objects. */
const maxPages = 2_000;

/**
 * All objects of a scope, page by page. Where the server forgets the version of the first page before the
 * last is read (410), the list starts anew.
 *
 * @throws ClusterError; the signal's reason when cancelled
 */
export async function list(
  connection: Connection,
  scope: Scope,
  options: { readonly pageSize: number; readonly signal: AbortSignal },
): Promise<Listed> {
  const resource = await connection.discovery.resource(scope.ref, options.signal);
  for (let restarts = 0; ; restarts++) {
    try {
      return await listOnce(connection, resource, scope, options);
    } catch (error) {
      if (!isGone(error) || restarts >= maxRestarts) throw error;
    }
  }
}

export function isGone(error: unknown): boolean {
  return error instanceof ClusterError && error.code === 'cluster/gone';
}

async function listOnce(
  connection: Connection,
  resource: Resource,
  { ref, namespace, kept: keptNow }: Scope,
  { pageSize, signal }: { readonly pageSize: number; readonly signal: AbortSignal },
): Promise<Listed> {
  const wanted = keptNow?.();
  const unread = new Set<string>();
  const objects: LiveObject[] = [];
  const asked = askedOf('list', resource, namespace);
  let next: string | undefined;
  let version: string | undefined;
  for (let page = 0; page < maxPages; page++) {
    const query = { limit: String(pageSize), ...(next === undefined ? {} : { continue: next }) };
    const text = await connection.get(collectionPath(resource, ref, namespace, query), { asked, signal });
    const body = parseJson(text);
    for (const item of listAt(body, 'items'))
      if (isKept(item, wanted)) objects.push(...trimmed(item, ref, wanted && unread));
    version ??= stringAt(body, 'metadata', 'resourceVersion') ?? '';
    next = stringAt(body, 'metadata', 'continue') || undefined;
    if (next !== undefined) continue;
    const isRead = (where: string | undefined) => where === undefined || !unread.has(where);
    return {
      objects: objects.filter(({ metadata }) => isRead(metadata.namespace)),
      version,
      kept: wanted && new Set([...wanted].filter(isRead)),
      unread,
    };
  }
  throw new RangeError(`more than ${maxPages} pages of ${resource.qualifiedName}`);
}

/**
 * In a list of all, what cannot be read is the matter of its namespace: that is noted, and the others are read.
 * @throws TypeError where it is no object of the API, and it is not known whose
 */
function trimmed(item: unknown, ref: KindRef, unread: Set<string> | undefined): readonly LiveObject[] {
  try {
    return [trim(item, ref)];
  } catch (error) {
    const namespace = stringAt(item, 'metadata', 'namespace');
    if (!unread || !namespace) throw error;
    unread.add(namespace);
    return [];
  }
}

/** What others have in the cluster is dropped where it is read: it costs no memory. */
export function isKept(object: unknown, kept: ReadonlySet<string> | undefined): boolean {
  if (!kept) return true;
  const namespace = stringAt(object, 'metadata', 'namespace');
  return !namespace || kept.has(namespace);
}

export function askedOf(verb: 'list' | 'watch', resource: Resource, namespace: string | undefined) {
  return {
    verb,
    resource: resource.qualifiedName,
    namespace: resource.namespaced && namespace !== everywhere ? namespace : undefined,
  };
}
