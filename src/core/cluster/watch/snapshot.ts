import type { Clock } from '../../support/clock';
import type { Connection } from '../connection';
import { asClusterError, unknownOf } from '../connection/failure';
import { kindKey, type ConnectionState, type KindRef, type KindState, type NamespaceState } from '../live';
import { list } from './list';

export interface SnapshotRequest {
  readonly cluster: string;
  readonly namespace: string;
  readonly kinds: readonly KindRef[];
}

export interface SnapshotOptions {
  readonly clock: Clock;
  readonly pageSize: number;
  readonly signal: AbortSignal;
}

/** Each kind listed once. One that cannot be read is unknown, with its reason. */
export async function snapshot(
  connection: Connection,
  { cluster, namespace, kinds }: SnapshotRequest,
  options: SnapshotOptions,
): Promise<NamespaceState> {
  const states = await Promise.all(
    kinds.map(async (ref) => [kindKey(ref), await listOne(connection, cluster, { ref, namespace }, options)] as const),
  );
  options.signal.throwIfAborted();
  return { cluster, namespace, connection: connectionOf(states, connection), kinds: new Map(states) };
}

async function listOne(
  connection: Connection,
  cluster: string,
  scope: { readonly ref: KindRef; readonly namespace: string },
  { clock, pageSize, signal }: SnapshotOptions,
): Promise<KindState> {
  try {
    const { objects } = await list(connection, scope, { pageSize, signal });
    return { kind: 'known', objects, observed: { at: clock.now(), source: `cluster ${cluster}` } };
  } catch (error) {
    signal.throwIfAborted();
    return unknownOf(asClusterError(error));
  }
}

/** A cluster that answered for one kind is live, whatever became of the others. */
function connectionOf(states: readonly (readonly [string, KindState])[], connection: Connection): ConnectionState {
  const known = states.map(([, state]) => state).find((state) => state.kind === 'known');
  return known ? { kind: 'live', observed: known.observed } : connection.state();
}
