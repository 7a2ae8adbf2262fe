import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parentPort } from 'node:worker_threads';
import { fleetOf } from './driftFleet';

/**
 * An API server with many objects, in a thread of its own, so that what it holds does not count as the client's. It
 * serves pages and watches; a message tells it to change an object.
 */
const kinds: Readonly<Record<string, string>> = {
  deployments: 'Deployment',
  services: 'Service',
  configmaps: 'ConfigMap',
};
const discovery: Readonly<Record<string, readonly object[]>> = {
  '/api/v1': ['services', 'configmaps'].map(resource),
  '/apis/apps/v1': ['deployments'].map(resource),
};

interface Live {
  readonly kind: string;
  readonly metadata: { readonly name: string; resourceVersion: string };
  data?: Record<string, string>;
}

let version = 100;
let objects: readonly Live[] = [];
const watches = new Map<ServerResponse, string>();

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://server');
  const name = /([a-z]+)$/.exec(pathname)?.[1] ?? '';
  const kind = kinds[name];
  if (kind === undefined) {
    answer(response, { versions: ['v1'], resources: discovery[pathname] ?? [] });
    return;
  }
  if (searchParams.has('watch')) {
    response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
    watches.set(response, kind);
    response.on('close', () => watches.delete(response));
    return;
  }
  const all = objects.filter((object) => object.kind === kind);
  const from = Number(searchParams.get('continue') ?? 0);
  const to = from + Number(searchParams.get('limit') ?? all.length);
  const metadata = { resourceVersion: String(version), ...(to < all.length ? { continue: String(to) } : {}) };
  answer(response, { metadata, items: all.slice(from, to) });
});

server.listen(0, '127.0.0.1', () => parentPort?.postMessage((server.address() as AddressInfo).port));

parentPort?.on('message', (asked: { readonly hold: number } | { readonly change: string }) => {
  if ('hold' in asked) {
    objects = fleetOf(asked.hold).live as Live[];
    parentPort?.postMessage('held');
    return;
  }
  const object = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === asked.change);
  if (!object) return;
  object.metadata.resourceVersion = String(++version);
  object.data = { ...object.data, changed: String(version) };
  const line = `${JSON.stringify({ type: 'MODIFIED', object })}\n`;
  for (const [response, kind] of watches) if (kind === 'ConfigMap') response.write(line);
});

function resource(name: string): object {
  return { name, kind: kinds[name], namespaced: true, verbs: ['list', 'watch'] };
}

function answer(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
