import type { Connection } from '../connection';
import { collectionPath } from '../connection/discovery';
import { parseJson } from '../connection/parseJson';
import { listAt } from '../json';
import type { KindRef } from '../live';
import { askedOf } from './list';

/** Whether there is an object of a kind. */
export interface Peeked {
  readonly any: boolean;
  /** The kind is one of namespaces: what there is lies in the one that was asked about. */
  readonly namespaced: boolean;
}

/**
 * Asks for one object of a kind in a namespace; of a kind outside namespaces, in the cluster.
 *
 * @throws ClusterError where it may not be listed, or the cluster does not answer; the signal's reason when cancelled
 */
export async function peek(
  connection: Connection,
  { ref, namespace }: { readonly ref: KindRef; readonly namespace: string },
  signal: AbortSignal,
): Promise<Peeked> {
  const resource = await connection.discovery.resource(ref, signal);
  const asked = askedOf('list', resource, namespace);
  const text = await connection.get(collectionPath(resource, ref, namespace, { limit: '1' }), { asked, signal });
  return { any: listAt(parseJson(text), 'items').length > 0, namespaced: resource.namespaced };
}
