import { createServer, request as plainRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, request as tlsRequest } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { selfSigned } from '../../cluster/certificate';

/** A server in front of another one. */
export interface Proxy {
  readonly url: string;
  /** PEM of what to trust; empty for plain HTTP. */
  readonly certificate: string;
  /** Passes a request on; resolves with the answer, of which nothing has been read yet. */
  ask(request: IncomingMessage, path?: string): Promise<IncomingMessage>;
  dropConnections(): void;
  stop(): Promise<void>;
}

interface ProxyOptions {
  readonly scheme: 'http' | 'https';
  /** Base address of the server behind, and what of it is trusted; known once it is up. */
  readonly behind: () => { readonly url: string; readonly certificate?: string };
  readonly serve: (request: IncomingMessage, response: ServerResponse, proxy: Proxy) => Promise<void>;
  readonly accepts?: () => boolean;
}

/** Listens on a free loopback port. */
export async function startProxy({ scheme, behind, serve, accepts = () => true }: ProxyOptions): Promise<Proxy> {
  const sockets = new Set<Socket>();
  const { certificate, key } = scheme === 'https' ? selfSigned('lab proxy', new Date()) : { certificate: '', key: '' };
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    serve(request, response, proxy).catch(() => response.destroy());
  };
  const server = scheme === 'https' ? createTlsServer({ cert: certificate, key }, listener) : createServer(listener);
  server.on('connection', (socket: Socket) => {
    if (!accepts()) socket.destroy();
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const dropConnections = (): void => sockets.forEach((socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const proxy: Proxy = {
    url: `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    certificate,
    ask: (request, path = request.url ?? '/') => ask(request, path, behind()),
    dropConnections,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        dropConnections();
      }),
  };
  return proxy;
}

function ask(
  request: IncomingMessage,
  path: string,
  { url, certificate }: { readonly url: string; readonly certificate?: string },
): Promise<IncomingMessage> {
  const { method = 'GET', headers } = request;
  const options = {
    method,
    headers: { ...headers, host: new URL(url).host },
    ...(certificate ? { ca: certificate } : {}),
  };
  return new Promise((resolve, reject) => {
    const asking = (url.startsWith('https:') ? tlsRequest : plainRequest)(url + path, options, resolve);
    asking.on('error', reject);
    request.once('close', () => {
      if (!request.complete) asking.destroy();
    });
    request.pipe(asking);
  });
}

/** The answer as it came. */
export function answerWith(response: ServerResponse, answer: IncomingMessage): void {
  response.writeHead(answer.statusCode ?? 502, answer.headers);
  answer.pipe(response);
  answer.once('error', () => response.destroy());
  response.once('close', () => answer.destroy());
}
