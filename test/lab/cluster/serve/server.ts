import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Certificate } from '../certificate';
import { ApiError, noSuchResource } from '../model/errors';
import { isObject, stringAt, type Json, type JsonObject, type KubeObject } from '../model/object';
import type { Store } from '../model/store';
import type { ObjectWriter } from '../write/writer';
import { Audit } from './audit';
import { authenticate, authorize, mayDo, type User } from './auth';
import { currentOpenApiUrl, discover } from './discovery';
import { FaultSwitch } from './faults';
import { Lists } from './lists';
import { logOf } from './logs';
import { parseRequest, readBody, type Request } from './request';
import { Watches } from './watches';
import { scaleOf, write } from './writes';

interface Parts {
  readonly store: Store;
  readonly writer: ObjectWriter;
  readonly certificate: Certificate;
  readonly users: readonly User[];
  readonly bookmarkMs: number;
}

/** What a person may do, asked by POST. */
const reviews = {
  path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
  resource: 'selfsubjectaccessreviews',
};

/** The HTTPS side of the cluster: who asks, may they, what is the answer. */
export class ApiServer {
  readonly audit = new Audit();
  readonly faults: FaultSwitch;
  readonly #lists: Lists;
  readonly #watches: Watches;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #delays = new Map<NodeJS.Timeout, () => void>();

  constructor(private readonly parts: Parts) {
    this.#lists = new Lists(parts.store);
    this.#watches = new Watches(parts.store, parts.bookmarkMs);
    this.faults = new FaultSwitch({
      dropConnections: () => this.#dropConnections(),
      dropWatches: () => this.#watches.dropAll(),
      compact: () => {
        parts.store.compact();
        this.#lists.forgetPages();
        this.#watches.expireAll();
      },
      lists: this.#lists,
      watches: this.#watches,
    });
    const { certificate: cert, key } = parts.certificate;
    this.#server = createServer({ cert, key }, (request, response) => void this.#serve(request, response));
    this.#server.on('connection', (socket: Socket) => this.#accept(socket));
  }

  /** Listens on a free loopback port. */
  async listen(): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject).listen(0, '127.0.0.1', resolve);
    });
    const { port } = this.#server.address() as AddressInfo;
    return `https://127.0.0.1:${port}`;
  }

  /** Forgets history as etcd's compaction does: open watches go on, nobody continues from before. */
  compact(): void {
    this.parts.store.compact();
    this.#lists.forgetPages();
    this.#watches.keepUp();
  }

  async stop(): Promise<void> {
    this.#watches.stop();
    for (const [timer, resume] of this.#delays) {
      clearTimeout(timer);
      resume();
    }
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#dropConnections();
    await closed;
  }

  #accept(socket: Socket): void {
    if (this.faults.current.kind === 'down') {
      socket.destroy();
      return;
    }
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
  }

  #dropConnections(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async #serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(message.url ?? '/', 'https://localhost');
    const request = parseRequest(message.method ?? 'GET', url);
    let user: User | undefined;
    const record = (code: number): void => this.#record(message, url, request, user, code);
    try {
      await this.#suffer();
      user = authenticate(this.parts.users, message.headers.authorization);
      if (request) await this.#serveObjects(user, request, message, response, record);
      else await this.#serveOther(user, message, url, response, record);
    } catch (error) {
      const failure = error instanceof ApiError ? error : new ApiError(500, 'InternalError', String(error));
      record(failure.code);
      if (!response.headersSent) answer(response, failure.code, failure.status());
    }
  }

  /** Waits or fails as the fault in force says. */
  async #suffer(): Promise<void> {
    const fault = this.faults.current;
    if (fault.kind === 'slow') {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(() => {
          this.#delays.delete(timer);
          resolve();
        }, fault.delayMs);
        this.#delays.set(timer, resolve);
      });
    }
    if (fault.kind === 'error500') {
      throw new ApiError(500, 'InternalError', 'Internal error occurred: etcdserver: request timed out');
    }
  }

  async #serveObjects(
    user: User,
    request: Request,
    message: IncomingMessage,
    response: ServerResponse,
    record: (code: number) => void,
  ): Promise<void> {
    authorize(user, request);
    const { kind, namespace, name = '' } = request;
    switch (request.verb) {
      case 'watch':
        this.#watch(request, response);
        record(200);
        return;
      case 'list':
        answer(response, 200, this.#lists.answer(request));
        record(200);
        return;
      case 'get': {
        const live = this.parts.writer.live({ kind, namespace, name });
        answer(response, 200, shownOf(live, request));
        record(200);
        return;
      }
      default: {
        const { code, body } = write(this.parts.writer, request, {
          contentType: (message.headers['content-type'] ?? '').split(';')[0]?.trim() ?? '',
          userAgent: message.headers['user-agent'] ?? '',
          body: await readBody(message),
        });
        answer(response, code, body);
        record(code);
      }
    }
  }

  #watch(request: Request, response: ServerResponse): void {
    const begin = this.#watches.prepare(request);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    response.once('close', begin(response));
  }

  async #serveOther(
    user: User,
    message: IncomingMessage,
    url: URL,
    response: ServerResponse,
    record: (code: number) => void,
  ): Promise<void> {
    if (message.method === 'POST' && url.pathname === reviews.path) {
      answer(response, 201, review(user, await readBody(message)));
      record(201);
      return;
    }
    const current = currentOpenApiUrl(url.pathname);
    if (current && url.searchParams.has('hash') && current !== `${url.pathname}${url.search}`) {
      response.writeHead(301, { location: current }).end();
      record(301);
      return;
    }
    const found = message.method === 'GET' ? discover(url.pathname) : undefined;
    if (found === undefined && /^\/apis?\/[^/]+(\/[^/]+)?$/.test(url.pathname)) {
      response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('404 page not found\n');
      record(404);
      return;
    }
    if (found === undefined) throw noSuchResource();
    answer(response, 200, found);
    record(200);
  }

  #record(
    message: IncomingMessage,
    url: URL,
    request: Request | undefined,
    user: User | undefined,
    code: number,
  ): void {
    const { kind, namespace, name, subresource } = request ?? {};
    this.audit.record({
      user: user?.name ?? 'system:anonymous',
      verb: request?.verb ?? (message.method ?? 'GET').toLowerCase(),
      path: url.pathname,
      ...(kind ? { resource: kind.resource } : url.pathname === reviews.path ? { resource: reviews.resource } : {}),
      ...(subresource ? { subresource } : {}),
      ...(namespace ? { namespace } : {}),
      ...(name ? { name } : {}),
      userAgent: message.headers['user-agent'] ?? '',
      code,
      dryRun: url.searchParams.get('dryRun') === 'All',
    });
  }
}

function answer(response: ServerResponse, code: number, body: JsonObject | string): void {
  const text = typeof body === 'string' ? body : `${JSON.stringify(body)}\n`;
  response
    .writeHead(code, {
      'content-type': typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json',
      'content-length': Buffer.byteLength(text),
      'cache-control': 'no-cache, private',
    })
    .end(text);
}

/** The object, or what its subresource shows of it. */
function shownOf(live: KubeObject, { subresource, query }: Request): JsonObject | string {
  if (subresource === 'log') return logOf(live, query);
  return subresource === 'scale' ? scaleOf(live) : live;
}

/** `kubectl auth can-i`: what the rules say about the user who asks. */
function review(user: User, body: Json): JsonObject {
  const attributes = (field: string): string | undefined => stringAt(body, 'spec', 'resourceAttributes', field);
  const allowed = mayDo(user, attributes('verb') ?? '', attributes('resource') ?? '', attributes('namespace'));
  return { ...(isObject(body) ? body : {}), status: { allowed, ...(allowed ? {} : { reason: 'no rule allows it' }) } };
}
