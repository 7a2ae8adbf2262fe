import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MirrorStore } from '../../../src/core/git/mirror';
import { startForge } from '../../lab/forge';

const branches = ['dev', 'test', 'prod'];

/** A look at hundreds of repositories costs their server so many times what one of them costs. */
describe('requests of a fetch', function () {
  this.timeout(60_000);
  let folder: string;
  let forge: Awaited<ReturnType<typeof startForge>>;
  let between: Server;
  let asked: string[];
  let store: MirrorStore;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'branchline-requests-'));
    forge = await startForge({ folder: join(folder, 'forge') });
    forge.createAccount('ada', { access: 'admin' });
    forge.createOrganisation('shop');
    await forge.createRepository('shop/cart', { defaultBranch: 'dev', private: false });
    for (const branch of branches) await forge.commit('shop/cart', branch, `First of ${branch}`, { a: '1\n' });
    between = createServer((question, answer) => {
      asked.push(`${question.method} ${question.url?.split('/').at(-1)}`);
      const to = new URL(question.url ?? '', forge.url);
      const on = request(to, { method: question.method, headers: question.headers }, (found) => {
        answer.writeHead(found.statusCode ?? 500, found.headers);
        found.pipe(answer);
      });
      question.pipe(on);
    });
    await once(between.listen(0, '127.0.0.1'), 'listening');
  });
  after(async () => {
    between.close();
    await forge.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  beforeEach(async () => {
    asked = [];
    store = new MirrorStore(await mkdtemp(join(folder, 'mirrors-')));
  });
  afterEach(() => store.dispose());

  const remote = () => {
    const url = `http://127.0.0.1:${(between.address() as AddressInfo).port}/shop/cart.git`;
    return { url, where: url };
  };
  const told = async () => (await store.refresh({ remote: remote(), branches })).heads;
  const fresh = async () => new MirrorStore(await mkdtemp(join(folder, 'mirrors-')));

  it('are two where it is known what the branches hold, and none while they hold it', async () => {
    const heads = await told();
    const other = await fresh();
    asked = [];
    const found = await other.refresh({ remote: remote(), branches, heads });
    assert.deepEqual(asked, ['GET info', 'POST git-upload-pack'].map(shown));
    assert.deepEqual(found.heads, heads);
    await other.refresh({ remote: remote(), branches, heads });
    assert.equal(asked.length, 2);
    other.dispose();
  });

  it('lead to what the branches hold where a commit that was told is not there any more', async () => {
    const heads = await told();
    const gone = new Map([...heads, ['dev', 'a'.repeat(40)] as const]);
    const other = await fresh();
    const found = await other.refresh({ remote: remote(), branches, heads: gone });
    assert.deepEqual(found.heads, heads);
    other.dispose();
  });

  it('are as few for a branch that moved', async () => {
    const before = await told();
    const commit = await forge.commit('shop/cart', 'dev', 'Second', { a: '2\n' });
    const heads = new Map([...before, ['dev', commit] as const]);
    asked = [];
    assert.deepEqual((await store.refresh({ remote: remote(), branches, heads })).heads, heads);
    assert.equal(asked.length, 2);
  });
});

const shown = (line: string) => line.replace('info', 'refs?service=git-upload-pack');
