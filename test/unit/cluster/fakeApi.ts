import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Clusters, type ClustersOptions } from '../../../src/core/cluster/clusters';
import { Kubeconfig } from '../../../src/core/cluster/kubeconfig';
import { parseKubeconfig } from '../../../src/core/cluster/kubeconfig/parse';
import type { NamespaceState } from '../../../src/core/cluster/live';

/** An object as the fake keeps it. */
export interface Item {
  metadata: { name: string; namespace: string; resourceVersion: string; uid: string; [key: string]: unknown };
  [key: string]: unknown;
}

/** What a request gets instead of its answer. */
export type Reply = (request: IncomingMessage, response: ServerResponse) => void;

interface OpenWatch {
  readonly response: ServerResponse;
  readonly path: string;
  readonly from: number;
}

const discovery = {
  '/api/v1': [
    { name: 'configmaps', kind: 'ConfigMap', namespaced: true, verbs: ['list', 'watch'] },
    { name: 'secrets', kind: 'Secret', namespaced: true, verbs: ['list', 'watch'] },
    { name: 'namespaces', kind: 'Namespace', namespaced: false, verbs: ['list', 'watch'] },
    { name: 'bindings', kind: 'Binding', namespaced: true, verbs: ['create'] },
  ],
  '/apis/argoproj.io/v1alpha1': [
    { name: 'applications', kind: 'Application', namespaced: true, verbs: ['list', 'watch'] },
  ],
  '/apis/kargo.akuity.io/v1alpha1': [
    { name: 'stages', kind: 'Stage', namespaced: true, verbs: ['list', 'watch'] },
    { name: 'freights', kind: 'Freight', namespaced: true, verbs: ['list', 'watch'] },
    { name: 'promotiontasks', kind: 'PromotionTask', namespaced: true, verbs: ['list', 'watch'] },
  ],
  '/apis/helm.toolkit.fluxcd.io/v2': [
    { name: 'helmreleases', kind: 'HelmRelease', namespaced: true, verbs: ['list', 'watch'] },
  ],
  '/apis/source.toolkit.fluxcd.io/v1': [
    { name: 'gitrepositories', kind: 'GitRepository', namespaced: true, verbs: ['list', 'watch'] },
  ],
  '/apis/promoter.argoproj.io/v1alpha1': [
    { name: 'promotionstrategies', kind: 'PromotionStrategy', namespaced: true, verbs: ['list', 'watch'] },
    { name: 'changetransferpolicies', kind: 'ChangeTransferPolicy', namespaced: true, verbs: ['list', 'watch'] },
    { name: 'gitrepositories', kind: 'GitRepository', namespaced: true, verbs: ['list', 'watch'] },
    { name: 'scmproviders', kind: 'ScmProvider', namespaced: true, verbs: ['list', 'watch'] },
  ],
  '/apis/apps/v1': [{ name: 'deployments', kind: 'Deployment', namespaced: true, verbs: ['list', 'watch'] }],
};

const plurals = new Set(Object.values(discovery).flatMap((kinds) => kinds.map(({ name }) => name)));

/**
 * The wire of an API server, to be misused: every byte, delay and refusal is the test's. For how a real one behaves there
 * is the lab.
 */
export class FakeApi {
  readonly requests: string[] = [];
  /** Answers in place of the usual ones, while it returns one. */
  intercept: (path: string, query: URLSearchParams) => Reply | undefined = () => undefined;
  private readonly history: { readonly version: number; readonly collection: string; readonly event: object }[] = [];
  private oldest: number;
  private readonly items = new Map<string, Item>();
  /** Lists of which pages are still to be asked for. */
  private readonly lists = new Map<number, { readonly items: readonly Item[]; readonly version: number }>();
  private listed = 0;
  private readonly watches = new Set<OpenWatch>();
  private readonly sockets = new Set<Socket>();
  private readonly server = createServer((request, response) => this.serve(request, response));

  /** `version` is where its history begins: a watch from before is refused. */
  private constructor(private version: number) {
    this.oldest = version;
  }

  static async start(port = 0, version = 100): Promise<FakeApi> {
    const api = new FakeApi(version);
    api.server.on('connection', (socket) => {
      api.sockets.add(socket);
      socket.on('close', () => api.sockets.delete(socket));
    });
    await new Promise<void>((resolve) => api.server.listen(port, '127.0.0.1', resolve));
    return api;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get openSockets(): number {
    return this.sockets.size;
  }

  get openWatches(): number {
    return this.watches.size;
  }

  count(pattern: RegExp): number {
    return this.requests.filter((request) => pattern.test(request)).length;
  }

  /** Creates or changes, and tells the watches. */
  put(collection: string, name: string, body: Record<string, unknown> = {}): Item {
    const key = `${collection}/${name}`;
    const type = this.items.has(key) ? 'MODIFIED' : 'ADDED';
    const namespace = /namespaces\/([^/]+)/.exec(collection)?.[1] ?? '';
    const metadata = { name, namespace, uid: `uid-${name}`, resourceVersion: String(++this.version) };
    const item: Item = { ...body, metadata: { ...metadata, ...(body['metadata'] as object | undefined) } };
    this.items.set(key, item);
    this.record(collection, { type, object: item });
    return item;
  }

  remove(collection: string, name: string): void {
    const key = `${collection}/${name}`;
    const item = this.items.get(key);
    this.items.delete(key);
    if (item) {
      const object = { ...item, metadata: { ...item.metadata, resourceVersion: String(++this.version) } };
      this.record(collection, { type: 'DELETED', object });
    }
  }

  tell(collection: string, event: object, version = Infinity): void {
    for (const { response, path, from } of this.watches)
      if (covers(path, collection) && version > from) response.write(`${JSON.stringify(event)}\n`);
  }

  tellRaw(bytes: Buffer): void {
    for (const { response } of this.watches) response.write(bytes);
  }

  /** As after a backup was restored: versions begin anew, and watches hear of nothing that lies before theirs. */
  restore(version: number): void {
    this.version = this.oldest = version;
    this.history.length = 0;
    this.dropWatches();
  }

  dropWatches(): void {
    for (const { response } of this.watches) response.destroy();
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private serve(request: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://fake');
    this.requests.push(request.url ?? '');
    const other = this.intercept(pathname, searchParams);
    if (other) {
      other(request, response);
      return;
    }
    const resources = (discovery as Record<string, unknown>)[pathname];
    if (resources) {
      json(response, 200, { resources });
      return;
    }
    const versions = versionsOf(pathname);
    if (versions.length > 0) {
      json(response, 200, { versions, preferredVersion: versions[0] });
      return;
    }
    if (pathname === '/api') {
      json(response, 200, { versions: ['v1'] });
      return;
    }
    if (!plurals.has(pathname.split('/').at(-1) ?? '')) {
      json(response, 404, { code: 404 });
      return;
    }
    if (searchParams.has('watch')) {
      this.watch(pathname, Number(searchParams.get('resourceVersion')), response);
      return;
    }
    this.list(pathname, searchParams, response);
  }

  /** All pages of a list show what there was when its first was asked for, as on a real server. */
  private list(path: string, query: URLSearchParams, response: ServerResponse): void {
    const [from = 0, id = ++this.listed] = query.get('continue')?.split('of').map(Number) ?? [];
    const { items, version } = this.lists.get(id) ?? { items: this.itemsOf(path), version: this.version };
    const to = from + Number(query.get('limit') ?? items.length);
    if (to < items.length) this.lists.set(id, { items, version });
    else this.lists.delete(id);
    const metadata = {
      resourceVersion: String(version),
      ...(to < items.length ? { continue: `${to}of${id}` } : {}),
    };
    json(response, 200, { metadata, items: items.slice(from, to) });
  }

  private itemsOf(path: string): readonly Item[] {
    return [...this.items].filter(([key]) => covers(path, key.slice(0, key.lastIndexOf('/')))).map(([, item]) => item);
  }

  private record(collection: string, event: object): void {
    this.history.push({ version: this.version, collection, event });
    this.tell(collection, event, this.version);
  }

  private watch(path: string, from: number, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    if (from < this.oldest) {
      response.end(`${JSON.stringify({ type: 'ERROR', object: { code: 410 } })}\n`);
      return;
    }
    for (const { version, collection, event } of this.history) {
      if (covers(path, collection) && version > from) response.write(`${JSON.stringify(event)}\n`);
    }
    const watch = { response, path, from };
    this.watches.add(watch);
    response.on('close', () => this.watches.delete(watch));
  }
}

/** The versions of a group. */
function versionsOf(path: string): readonly { readonly groupVersion: string }[] {
  return Object.keys(discovery)
    .filter((root) => root.startsWith(`${path}/`) && path.startsWith('/apis/'))
    .map((root) => ({ groupVersion: root.slice('/apis/'.length) }));
}

/** Whether a path is that of a collection, or that of all namespaces together. */
function covers(path: string, collection: string): boolean {
  return path === collection || path === collection.replace(/\/namespaces\/[^/]+(?=\/)/, '');
}

export function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

export const configMaps = '/api/v1/namespaces/shop/configmaps';
export const ConfigMap = { apiVersion: 'v1', kind: 'ConfigMap' };
export const Secret = { apiVersion: 'v1', kind: 'Secret' };
export const Deployment = { apiVersion: 'apps/v1', kind: 'Deployment' };
export const staging = { kind: 'context', context: 'staging' } as const;

export function kubeconfigOf(contexts: Readonly<Record<string, string>>): Kubeconfig {
  const names = Object.keys(contexts);
  const text = JSON.stringify({
    clusters: names.map((name) => ({ name, cluster: { server: contexts[name] } })),
    users: [{ name: 'me', user: { token: 'fake' } }],
    contexts: names.map((name) => ({ name, context: { cluster: name, user: 'me' } })),
  });
  return new Kubeconfig([parseKubeconfig('/home/me/.kube/config', text)]);
}

/** Clusters whose waits are milliseconds. */
export function quickClusters(contexts: Readonly<Record<string, string>>, options: Partial<ClustersOptions> = {}) {
  return new Clusters({
    kubeconfig: () => Promise.resolve(kubeconfigOf(contexts)),
    trusted: () => false,
    environment: {},
    ...options,
    timings: {
      headersMs: 500,
      answerMs: 1_000,
      idleMs: 400,
      steadyMs: 20,
      backoffBaseMs: 4,
      backoffCapMs: 40,
      refusedMs: 30,
      coalesceMs: 5,
      ...options.timings,
    },
  });
}

/** Resolves when the state is as wanted; fails with what it was after some seconds. */
export async function until(
  clusters: Clusters,
  wanted: (state: NamespaceState) => boolean,
  {
    target = staging,
    namespace = 'shop',
  }: { target?: typeof staging | { kind: 'context'; context: string }; namespace?: string } = {},
): Promise<NamespaceState> {
  const end = Date.now() + 15_000;
  for (;;) {
    const state = clusters.state(target, namespace);
    if (wanted(state)) return state;
    if (Date.now() > end) throw new Error(`never came true; last: ${describe(state)}`);
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
}

function describe({ connection, kinds }: NamespaceState): string {
  return JSON.stringify({ connection, kinds: [...kinds] });
}

export function namesOf(state: NamespaceState, key = 'v1/ConfigMap'): readonly string[] | undefined {
  const kind = state.kinds.get(key);
  return kind?.kind === 'known' ? kind.objects.map(({ metadata }) => metadata.name).sort() : undefined;
}
