import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MirrorStore } from '../../../src/core/git/mirror';
import { defaultBranch, remoteHeads } from '../../../src/core/git/remote';
import { startForge } from '../../lab/forge';

const pages: Readonly<Record<string, readonly [type: string, body: string]>> = {
  'a page of one line': ['text/html', '<html><title>Sign in</title></html>'],
  'a page of several lines': ['text/html', '<html>\n<title>Sign in</title>\n</html>\n'],
  'a page with tabs': ['text/html', '<html>\t<title>Sign\tin</title></html>'],
  nothing: ['text/html', ''],
  'nothing, as if by git': ['text/plain', ''],
  'a document of JSON': ['application/json', '{"message":"sign in"}'],
};

/** What stands before a server answers in its place, and git takes some of it for a repository without branches. */
describe('what is no git server', function () {
  this.timeout(60_000);
  let folder: string;
  let server: Server;
  let page: readonly [type: string, body: string];
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'branchline-pages-'));
    server = createServer((_, response) => response.writeHead(200, { 'content-type': page[0] }).end(page[1]));
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  after(async () => {
    server.close();
    await rm(folder, { recursive: true, force: true });
  });

  const remote = (token?: string) => {
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const url = `${origin}/shop/cart.git`;
    return { url, where: url, ...(token === undefined ? {} : { token: { url: `${origin}/`, token } }) };
  };

  for (const [name, answer] of Object.entries(pages)) {
    it(`${name} is no repository without branches`, async () => {
      page = answer;
      const store = new MirrorStore(join(folder, 'mirrors'));
      const told = new Map([['dev', 'a'.repeat(40)]]);
      for (const at of [remote(), remote('secret')]) {
        for (const asked of [
          () => remoteHeads(at, ['dev']),
          () => defaultBranch(at),
          () => store.refresh({ remote: at, branches: ['dev'] }),
          () => store.refresh({ remote: at, branches: ['dev'], heads: told }),
        ]) {
          await assert.rejects(asked, { code: 'git/html' });
        }
      }
      store.dispose();
    });
  }

  it('and a repository without branches is one', async () => {
    const forge = await startForge({ folder: join(folder, 'forge') });
    forge.createAccount('ada', { access: 'admin' });
    forge.createOrganisation('shop');
    await forge.createRepository('shop/empty', { defaultBranch: 'dev', private: false });
    const url = `${forge.url}/shop/empty.git`;
    try {
      assert.equal((await remoteHeads({ url, where: url }, ['dev'])).size, 0);
      await forge.commit('shop/empty', 'dev', 'First', { a: '1\n' });
      assert.equal((await remoteHeads({ url, where: url }, ['gone'])).size, 0);
      assert.equal((await remoteHeads({ url, where: url }, ['dev', 'gone'])).size, 1);
    } finally {
      await forge.stop();
    }
  });
});
