import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * A forge that answers one question, in Gitea's dialect: which repositories somebody may read. What a token may read can be
 * changed; every request is written down.
 */
export class RightsForge {
  readonly asked: { readonly path: string; readonly token: string }[] = [];
  /** By token: paths such as `gitops/cart`. */
  readonly readers = new Map<string, Set<string>>();
  isDown = false;
  /** Whether tokens may see that repositories are there, and nothing of what is in them. */
  hidesCode = false;
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => {
      const url = new URL(request.url ?? '', 'http://forge');
      const token = /^token (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
      this.asked.push({ path: url.pathname, token });
      const [status, body] = this.isDown ? [503, {}] : this.answer(url, this.readers.get(token));
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  }

  static async start(): Promise<RightsForge> {
    const forge = new RightsForge();
    await new Promise<void>((resolve) => forge.server.listen(0, '127.0.0.1', resolve));
    return forge;
  }

  get host(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get api(): string {
    return `http://${this.host}/api/v1`;
  }

  /** Lets somebody read these, and nothing else. */
  allow(token: string, paths: readonly string[]): void {
    this.readers.set(token, new Set(paths));
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private answer(url: URL, shown: ReadonlySet<string> | undefined): [number, unknown] {
    if (!shown) return [401, { message: 'invalid username, password or token' }];
    if (url.pathname === '/api/v1/user') return [200, { login: 'somebody' }];
    const [, read] = /^\/api\/v1\/repos\/([^/]+\/[^/]+)\/branches$/.exec(url.pathname) ?? [];
    if (read !== undefined) return shown.has(read) && !this.hidesCode ? [200, []] : [404, {}];
    const [, owner, rest] = /^\/api\/v1\/(?:orgs|users|repos)\/([^/]+)\/(.+)$/.exec(url.pathname) ?? [];
    const all = [...shown].filter((path) => path.startsWith(`${owner ?? ''}/`)).sort();
    if (url.pathname.startsWith('/api/v1/orgs/') && rest === 'repos') {
      const [page, limit] = ['page', 'limit'].map((name) => Number(url.searchParams.get(name) ?? 1));
      return [200, all.slice(((page ?? 1) - 1) * (limit ?? 50), (page ?? 1) * (limit ?? 50)).map(repository)];
    }
    const found = all.find((path) => path === `${owner ?? ''}/${rest ?? ''}`);
    return found === undefined ? [404, { message: 'not found' }] : [200, repository(found)];
  }
}

function repository(path: string) {
  const [login, name] = path.split('/');
  const addresses = { clone_url: `http://forge/${path}.git`, html_url: `http://forge/${path}` };
  return {
    owner: { login },
    name,
    default_branch: 'dev',
    updated_at: '',
    private: true,
    permissions: { push: true, pull: true },
    ...addresses,
  };
}
