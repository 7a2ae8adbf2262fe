import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GitHubHosting } from '../../../src/core/forge/github/hosting';
import { MirrorStore } from '../../../src/core/git/mirror';
import { makeBare } from '../../../src/core/git/shell';
import { LocalCatalog } from '../../../src/core/setup/catalog/localFile';
import { observe } from '../../../src/core/setup/observe/observe';
import { planSetup } from '../../../src/core/setup/plan/plan';
import { markerOf, type Wish } from '../../../src/core/setup/wish';
import { aServer, type TestServer } from '../../unit/forge/server';

const { signal } = new AbortController();
const repository = { owner: 'o', name: 'cart' };
const hosted = { owner: { login: 'o' }, name: 'cart', description: null, default_branch: 'dev', private: true };

/** To who may not read a protection, GitHub answers as where there is none. */
describe('looking at a repository of GitHub', () => {
  let folder: string;
  let server: TestServer;
  let mirrors: MirrorStore;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'branchline-not-administrator-'));
    server = await aServer();
    mirrors = new MirrorStore(join(folder, 'mirrors'));
  });
  afterEach(async () => {
    mirrors.dispose();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  for (const [who, mayAdminister, standing] of [
    ['an administrator, to whom nothing there is nothing', true, 'make'],
    ['somebody else, to whom it may be hidden', false, 'unknown'],
  ] as const) {
    it(`as ${who}`, async () => {
      const gitDir = join(folder, 'cart.git');
      await makeBare(gitDir, 'sha1');
      const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: gitDir }).toString().trim();
      const tree = git('hash-object', '-t', 'tree', '-w', '/dev/null');
      git(
        'update-ref',
        'refs/heads/dev',
        git('-c', 'user.name=x', '-c', 'user.email=x@x', 'commit-tree', tree, '-m', 'x'),
      );
      server.answer = ({ path }) => {
        if (path === '/repos/o/cart') return { body: { ...hosted, permissions: { admin: mayAdminister } } };
        if (path === '/users/o') return { body: { login: 'o', type: 'Organization' } };
        return { status: 404, body: { message: 'Not Found' } };
      };
      const hosting = new GitHubHosting({
        identity: { kind: 'github', host: 'github.com', apiBase: server.url },
        tokens: { token: () => Promise.resolve({ value: 't', source: 'test' }) },
      });
      const protection = {
        pullRequestsOnly: true,
        mayForcePush: false,
        mayDelete: false,
        requiredChecks: [],
        requiredApprovals: 0,
      };
      const wish: Wish = {
        service: 'cart',
        repository,
        marker: markerOf('cart'),
        private: true,
        defaultBranch: 'dev',
        branches: new Map([['dev', tree]]),
        protection: new Map([['dev', protection]]),
        faults: [],
        access: new Map(),
      };
      const catalog = new LocalCatalog(
        join(folder, 'branchline.yaml'),
        { name: 'cart', repository: 'https://github.com/o/cart.git' },
        [{ name: 'dev', branch: 'dev' }],
      );
      const places = { hosting, remote: { url: gitDir, where: gitDir }, mirrors, catalog, access: new Map() };
      const items = planSetup(wish, await observe(wish, places, signal));
      assert.equal(items.find(({ part }) => part.kind === 'protection')?.standing, standing);
    });
  }
});
