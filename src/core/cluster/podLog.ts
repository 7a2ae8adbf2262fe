import type { Connection } from './connection';

export interface LogRequest {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly lines: number;
}

/** Of the last lines, from the first of them; the server ends there. */
const maxBytes = 2 * 1024 * 1024;

/** Whether the server has ended before the last of them. */
export function isCut(log: string): boolean {
  return Buffer.byteLength(log) >= maxBytes;
}

/**
 * The last lines that a container printed; of one that waits to be started again, those before it ended.
 * Source: Kubernetes API, `GET /api/v1/namespaces/{namespace}/pods/{name}/log`, and the kubelet's choice among its runs.
 *
 * @throws ClusterError where they may not be read or there are none; the signal's reason when cancelled
 */
export function podLog(
  connection: Connection,
  { namespace, pod, container, lines }: LogRequest,
  signal: AbortSignal,
): Promise<string> {
  const query = new URLSearchParams({ container, tailLines: String(lines), limitBytes: String(maxBytes) });
  const [inNamespace, name] = [namespace, pod].map(encodeURIComponent);
  const path = `/api/v1/namespaces/${inNamespace}/pods/${name}/log?${query.toString()}`;
  return connection.get(path, { asked: { verb: 'get', resource: 'pods/log', namespace }, signal });
}
