import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * A forge in Gitea's dialect that tells which repositories somebody may read, and of these where branches are and what was posted
 * on commits. What a token may read can be changed; every request is written down.
 */
export class RightsForge {
  readonly asked: { readonly path: string; readonly token: string }[] = [];
  /** By token: paths such as `gitops/cart`. */
  readonly readers = new Map<string, Set<string>>();
  /** By path: commits by branch. */
  readonly heads = new Map<string, Readonly<Record<string, string>>>();
  /** By commit: statuses, as the forge writes them. */
  readonly checks = new Map<string, readonly object[]>();
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
    if (read !== undefined) return shown.has(read) && !this.hidesCode ? this.within(read, ['branches']) : [404, {}];
    const [, owner, rest] = /^\/api\/v1\/(?:orgs|users|repos)\/([^/]+)\/(.+)$/.exec(url.pathname) ?? [];
    const all = [...shown].filter((path) => path.startsWith(`${owner ?? ''}/`)).sort();
    if (url.pathname.startsWith('/api/v1/orgs/') && rest === 'repos') {
      const [page, limit] = ['page', 'limit'].map((name) => Number(url.searchParams.get(name) ?? 1));
      return [200, all.slice(((page ?? 1) - 1) * (limit ?? 50), (page ?? 1) * (limit ?? 50)).map(repository)];
    }
    const [name = '', ...below] = (rest ?? '').split('/');
    const inside = all.find((path) => path === `${owner ?? ''}/${name}`);
    if (below.length > 0) return inside === undefined ? [404, { message: 'not found' }] : this.within(inside, below);
    const found = all.find((path) => path === `${owner ?? ''}/${rest ?? ''}`);
    return found === undefined ? [404, { message: 'not found' }] : [200, repository(found)];
  }

  private within(path: string, [kind, of]: readonly string[]): [number, unknown] {
    const heads = Object.entries(this.heads.get(path) ?? {}).map(([name, id]) => ({ name, commit: { id } }));
    const named = heads.find(({ name }) => name === of);
    if (kind === 'branches' && of !== undefined) return named ? [200, named] : [404, { message: 'not found' }];
    if (kind === 'branches') return [200, heads];
    if (kind === 'pulls') return [200, []];
    const posted = this.checks.get(of ?? '') ?? [];
    return [200, posted.map((check, id) => ({ id, updated_at: '2026-11-30T14:00:00Z', ...check }))];
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
