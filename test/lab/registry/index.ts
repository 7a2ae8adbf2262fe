/** A registry of our own, in memory, which does as distribution's own one does; `test/contract/registry` holds both. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basicHeader, type Access } from './access';
import { faultyAnswer, type RegistryFault } from './faults';
import { send } from './send';
import { refusal, routeOf, serve, type Asked, type Said } from './serve';
import { Store } from './store';

export interface AnyRegistry {
  /** Base address, without a trailing slash. It speaks no HTTPS. */
  readonly url: string;
  /** Host with port, as images name it. */
  readonly host: string;
  readonly access: Access;
  stop(): Promise<void>;
}

export interface RegistryDouble extends AnyRegistry {
  /** What every answer is from now on. */
  fault(fault: RegistryFault): void;
  /** Method and path of each request so far. */
  readonly requests: readonly string[];
}

export interface RegistryOptions {
  readonly access: Access;
  /** How many tags a page has at most. */
  readonly maxTags?: number;
}

export async function startRegistry({ access, maxTags = 1_000 }: RegistryOptions): Promise<RegistryDouble> {
  const store = new Store();
  const requests: string[] = [];
  let fault: RegistryFault = 'none';
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `http://${host}`,
    host,
    access,
    fault: (next) => (fault = next),
    requests,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url ?? '/', `http://${host}`);
    const asked: Asked = {
      method: request.method ?? '',
      url,
      headers: request.headers,
      body: Buffer.concat(chunks),
    };
    requests.push(`${asked.method} ${url.pathname}`);
    if (fault === 'down') request.socket.destroy();
    else if (fault !== 'silent')
      send(response, asked.method, faultyAnswer(fault) ?? wanted(asked, access) ?? serve(asked, store, maxTags));
  }
}

/** The sign-in that is wanted of who may not ask. */
function wanted({ method, headers, url }: Asked, access: Access): Said | undefined {
  const unauthorised = refusal(401, 'UNAUTHORIZED', 'authentication required');
  if (access.kind === 'open' || (access.kind === 'basic' && headers.authorization === basicHeader)) return undefined;
  if (access.kind === 'basic') return { ...unauthorised, headers: { 'www-authenticate': 'Basic realm="lab"' } };
  const { server } = access;
  const name = routeOf(url)?.name;
  const action = method === 'GET' || method === 'HEAD' ? 'pull' : method === 'DELETE' ? 'delete' : 'push';
  const token = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1];
  if (token !== undefined && name !== undefined && server.allows(token, name, action)) return undefined;
  const scope = name === undefined ? '' : `,scope="repository:${name}:${action === 'push' ? 'pull,push' : action}"`;
  const challenge = `Bearer realm="${server.realm}",service="${server.service}"${scope}`;
  return { ...unauthorised, headers: { 'www-authenticate': challenge } };
}
