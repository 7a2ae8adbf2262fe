import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startForge, type ForgeDouble, type ForgeOptions, type RepositoryName } from '../../../lab/forge';

export const cart: RepositoryName = 'shop/cart';
export const past = new Date('2026-01-02T03:04:05Z');

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed body; text where it is no JSON. */
  readonly body: unknown;
}

/** `dev` with two files; `prod` one commit ahead of it. */
const history = `commit refs/heads/dev
committer Ada Admin <ada@example.com> 1767323045 +0000
data 5
Cart
M 100644 inline cart.yaml
data 14
image: cart:1

M 100644 inline env/name
data 4
dev

commit refs/heads/prod
committer Ada Admin <ada@example.com> 1767323045 +0000
data 11
Production
from refs/heads/dev
M 100644 inline env/name
data 5
prod

`;

/** A forge with the repository `shop/cart` (branches dev and prod) and an account of each kind. */
export interface Fixture {
  readonly forge: ForgeDouble;
  readonly folder: string;
  readonly tokens: Readonly<Record<'admin' | 'developer' | 'reader' | 'stranger', string>>;
  api(method: string, path: string, options?: { body?: unknown; token?: string | undefined }): Promise<Reply>;
  /** Runs git without any configuration; returns its output, or what it said on standard error when it failed. */
  git(cwd: string, ...args: string[]): Promise<{ ok: boolean; out: string }>;
  /** Address for git with credentials. */
  remote(user: string, password: string): string;
  dispose(): Promise<void>;
}

export async function startFixture(options: Partial<ForgeOptions> = {}): Promise<Fixture> {
  const folder = await mkdtemp(join(tmpdir(), 'forge-'));
  const forge = await startForge({ folder: join(folder, 'repositories'), ...options });
  forge.createOrganisation('shop');
  const tokens = {
    admin: forge.createAccount('ada', { access: 'admin', fullName: 'Ada Admin' }).token,
    developer: forge.createAccount('dev', { access: 'write', fullName: 'Dee Veloper' }).token,
    reader: forge.createAccount('rita', { access: 'read' }).token,
    stranger: forge.createAccount('sam').token,
  };
  await forge.createRepository(cart, { defaultBranch: 'dev', topics: ['gitops'] });
  await forge.seed(cart, { kind: 'stream', stream: history });
  return {
    forge,
    folder,
    tokens,
    api: (method, path, given = {}) => call(forge, method, path, { token: tokens.developer, ...given }),
    git,
    remote: (user, password) => `${forge.url.replace('://', `://${user}:${password}@`)}/${cart}.git`,
    dispose: async () => {
      await forge.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function call(
  forge: ForgeDouble,
  method: string,
  path: string,
  { body, token }: { body?: unknown; token?: string | undefined },
): Promise<Reply> {
  const response = await fetch(`${forge.url}/api/v1${path}`, {
    method,
    headers: { connection: 'close', ...(token === undefined ? {} : { authorization: `token ${token}` }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true && text !== '';
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

export async function git(cwd: string, ...args: string[]): Promise<{ ok: boolean; out: string }> {
  const who = { NAME: 'Dee Veloper', EMAIL: 'dee@example.com', DATE: '1767323045 +0000' };
  const signatures = Object.entries(who).flatMap(([key, value]) => [
    [`GIT_AUTHOR_${key}`, value],
    [`GIT_COMMITTER_${key}`, value],
  ]);
  const env = {
    PATH: process.env['PATH'],
    LC_ALL: 'C',
    HOME: cwd,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    ...(Object.fromEntries(signatures) as Record<string, string>),
  };
  try {
    return { ok: true, out: (await promisify(execFile)('git', args, { cwd, env })).stdout.trim() };
  } catch (error) {
    return { ok: false, out: error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error) };
  }
}

/** Clones as the developer, commits one file on a new branch from `start` and pushes it. Returns the work tree. */
export async function pushBranch(fixture: Fixture, branch: string, start: string, image: string): Promise<string> {
  const work = join(fixture.folder, `work-${branch.replaceAll('/', '-')}`);
  await fixture.git(fixture.folder, 'clone', '--quiet', fixture.remote('dev', fixture.tokens.developer), work);
  await fixture.git(work, 'checkout', '--quiet', '-b', branch, `origin/${start}`);
  await writeFile(join(work, 'cart.yaml'), `image: ${image}\n`);
  await fixture.git(work, 'commit', '--quiet', '--all', '--message', `Cart ${image}`);
  const pushed = await fixture.git(work, 'push', '--quiet', 'origin', branch);
  if (!pushed.ok) throw new Error(pushed.out);
  return work;
}

/** Reads one field of a JSON answer by its path, e.g. `head.sha` or `0.name`. */
export function at(reply: Reply, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => {
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
  }, reply.body);
}
