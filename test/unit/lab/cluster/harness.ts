import { request } from 'node:https';
import type { IncomingMessage } from 'node:http';
import {
  startCluster,
  type ClusterDouble,
  type ClusterOptions,
  type KubeObject,
  type Manifest,
} from '../../../lab/cluster';
import { isObject, numberAt, stringAt, type JsonObject } from '../../../lab/cluster/model/object';

/** Runs a test on a cluster of its own. */
export function onCluster(
  test: (cluster: ClusterDouble) => Promise<void> | void,
  options: Partial<ClusterOptions> = {},
): () => Promise<void> {
  return async () => {
    const cluster = await startCluster({ name: 'test', podReadyMs: 1, ...options });
    cluster.ensureNamespace('shop-dev');
    try {
      await test(cluster);
    } finally {
      await cluster.stop();
    }
  };
}

interface Sending {
  readonly user?: string;
  readonly contentType?: string;
  readonly body?: unknown;
}

function open(cluster: ClusterDouble, method: string, path: string, sending: Sending): Promise<IncomingMessage> {
  const { user = 'developer', contentType = 'application/json', body } = sending;
  const token = cluster.users.find(({ name }) => name === user)?.token ?? 'unknown';
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': contentType, 'user-agent': 'harness/1.0' };
    request(`${cluster.url}${path}`, { method, headers, ca: cluster.certificate, agent: false }, resolve)
      .once('error', reject)
      .end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** One request; the body as JSON. */
export async function send(
  cluster: ClusterDouble,
  method: string,
  path: string,
  sending: Sending = {},
): Promise<{ readonly code: number; readonly body: JsonObject }> {
  const response = await open(cluster, method, path, sending);
  const chunks: Buffer[] = [];
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
  const parsed: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  return { code: response.statusCode ?? 0, body: isObject(parsed) ? parsed : {} };
}

export interface WatchEvent {
  readonly type: string;
  readonly object: JsonObject;
}

export interface OpenWatch {
  /** The next event; `end` when the server ended the stream, `broken` when the connection broke. */
  next(): Promise<WatchEvent | 'end' | 'broken'>;
  close(): void;
}

export async function watch(cluster: ClusterDouble, path: string, query = ''): Promise<OpenWatch> {
  const response = await open(cluster, 'GET', `${path}?watch=true${query}`, {});
  const chunks = (response as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  let text = '';
  return {
    next: async () => {
      while (!text.includes('\n')) {
        const chunk = await chunks.next().catch(() => 'broken' as const);
        if (chunk === 'broken') return 'broken';
        if (chunk.done) return 'end';
        text += chunk.value.toString('utf8');
      }
      const line = text.slice(0, text.indexOf('\n'));
      text = text.slice(line.length + 1);
      return JSON.parse(line) as WatchEvent;
    },
    close: () => response.destroy(),
  };
}

export const nameOf = ({ object }: WatchEvent): string => stringAt(object, 'metadata', 'name') ?? '';

/** What is seen next, in short: `ADDED web`. */
export async function told(stream: OpenWatch): Promise<string> {
  const event = await stream.next();
  if (typeof event === 'string') return event;
  return event.type === 'ERROR' ? `ERROR ${numberAt(event.object, 'code') ?? 0}` : `${event.type} ${nameOf(event)}`;
}

export const configMap = (name: string, data: Record<string, string> = { a: '1' }, labels = {}): Manifest => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'shop-dev', labels },
  data,
});

interface Wanted {
  readonly image?: string;
  readonly replicas?: number;
  readonly container?: object;
  readonly spec?: object;
}

/** A workload with one container named `web`. */
export function workload(
  kind: 'Deployment' | 'StatefulSet' | 'DaemonSet',
  name: string,
  wanted: Wanted = {},
): Manifest {
  const { image = 'registry.example.com/web:1.0.0', replicas = 1, container, spec } = wanted;
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, namespace: 'shop-dev' },
    spec: {
      ...(kind === 'DaemonSet' ? {} : { replicas }),
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'web', image, ...container }] } },
      ...spec,
    },
  };
}

export function specOf(manifest: Manifest): JsonObject {
  const spec = manifest['spec'];
  return isObject(spec) ? spec : {};
}

/** Who owns what, in short: `kubectl/Update/scale` -> its FieldsV1. */
export function owners(object: KubeObject): Record<string, JsonObject> {
  return Object.fromEntries(
    (object.metadata.managedFields ?? []).map(({ manager, operation, subresource, fieldsV1 }) => [
      [manager, operation, subresource].filter(Boolean).join('/'),
      fieldsV1,
    ]),
  );
}
