import assert from 'node:assert/strict';
import { ForgeFinder } from '../../../src/core/forge/identify';
import { probe } from '../../../src/core/forge/probe';
import { parseRemote, repositoryOf } from '../../../src/core/forge/remote';
import { aServer, type Said, type TestServer } from './server';

const signal = new AbortController().signal;
const noProbe = () => assert.fail('The host was asked.');

describe('which forge a host is', () => {
  for (const [url, kind, apiBase] of [
    ['git@github.com:o/r.git', 'github', 'https://api.github.com'],
    ['https://acme.ghe.com/o/r.git', 'github', 'https://api.acme.ghe.com'],
    ['https://codeberg.org/o/r.git', 'gitea', 'https://codeberg.org/api/v1'],
    ['git@gitlab.com:group/sub/project.git', 'gitlab', 'https://gitlab.com/api/v4'],
    ['git@bitbucket.org:o/r.git', 'bitbucket', 'https://api.bitbucket.org/2.0'],
    ['ssh://git@altssh.bitbucket.org:443/o/r.git', 'bitbucket', 'https://api.bitbucket.org/2.0'],
    ['https://person@bitbucket.org/o/r.git', 'bitbucket', 'https://api.bitbucket.org/2.0'],
    ['ssh://git@altssh.gitlab.com:443/group/project.git', 'gitlab', 'https://gitlab.com/api/v4'],
    ['https://acme@dev.azure.com/acme/My%20Shop/_git/r', 'azure', 'https://dev.azure.com/acme'],
    ['git@ssh.dev.azure.com:v3/acme/shop/r', 'azure', 'https://dev.azure.com/acme'],
    ['https://acme.visualstudio.com/DefaultCollection/shop/_git/r', 'azure', 'https://acme.visualstudio.com'],
    ['ssh://acme@vs-ssh.visualstudio.com:22/shop/_ssh/r', 'azure', 'https://acme.visualstudio.com'],
    ['https://dev.azure.com/acme/shop/_', 'azure', 'https://dev.azure.com/acme'],
    ['https://dev.azure.com/v3/shop/_git/r', 'azure', 'https://dev.azure.com/v3'],
    ['http://dev.azure.com/acme/shop/_git/r', 'azure', 'https://dev.azure.com/acme'],
  ] as const) {
    it(`is known without asking: ${url}`, async () => {
      const found = await new ForgeFinder({}, noProbe).identify(parseRemote(url)!, signal);
      assert.ok(found.kind === 'forge');
      assert.deepEqual([found.identity.kind, found.identity.apiBase], [kind, apiBase]);
    });
  }

  it('is what the person’s setting says, before all else', async () => {
    const settings = { 'git.example.com': { kind: 'gitea', apiBase: 'https://git.example.com/sub/api/v1/' } } as const;
    const found = await new ForgeFinder(settings, noProbe).identify(parseRemote('git@git.example.com:o/r')!, signal);
    assert.deepEqual(found, {
      kind: 'forge',
      identity: { kind: 'gitea', host: 'git.example.com', apiBase: 'https://git.example.com/sub/api/v1' },
      basePath: 'sub',
    });
  });

  for (const [url, kind, apiBase] of [
    ['https://acme.ghe.com/o/r.git', 'github', 'https://api.acme.ghe.com'],
    ['https://github.com/o/r.git', 'github', 'https://api.github.com'],
    ['https://bitbucket.org/o/r.git', 'bitbucket', 'https://api.bitbucket.org/2.0'],
  ] as const) {
    it(`is where everybody knows it to be, where a setting says no more than that: ${url}`, async () => {
      const remote = parseRemote(url)!;
      const found = await new ForgeFinder({ [remote.host]: { kind } }, noProbe).identify(remote, signal);
      assert.ok(found.kind === 'forge');
      assert.deepEqual([found.identity.apiBase, found.basePath], [apiBase, '']);
    });
  }

  it('is Azure DevOps Server by a setting, below the collection of the address or of the setting', async () => {
    const of = async (apiBase?: string) => {
      const settings = { 'tfs.example.com': { kind: 'azure', ...(apiBase !== undefined && { apiBase }) } } as const;
      const remote = parseRemote('https://tfs.example.com/tfs/Main/shop/_git/cart')!;
      const found = await new ForgeFinder(settings, noProbe).identify(remote, signal);
      assert.ok(found.kind === 'forge');
      return [found.identity.apiBase, repositoryOf(remote, found.basePath, found.identity.kind)];
    };
    const expected = ['https://tfs.example.com/tfs/Main', { owner: 'shop', name: 'cart' }];
    assert.deepEqual(await of(), expected);
    assert.deepEqual(await of('https://tfs.example.com/tfs/Main/'), expected);
  });

  describe('is asked of a host that nobody knows', () => {
    let server: TestServer;
    beforeEach(async () => {
      server = await aServer();
    });
    afterEach(() => server.stop());

    const answering = (answers: Record<string, Said>) => {
      server.answer = ({ path }) =>
        answers[path] ?? { status: 404, body: '<html>', headers: { 'content-type': 'text/html' } };
      return new ForgeFinder({}).identify(parseRemote(`${server.url}/o/r.git`)!, signal);
    };

    it('Gitea and Forgejo by their version', async () => {
      const found = await answering({ '/api/v1/version': { body: { version: '11.0.1+gitea-1.22.0' } } });
      assert.ok(found.kind === 'forge');
      assert.deepEqual(found.identity, { kind: 'gitea', host: server.host, apiBase: `${server.url}/api/v1` });
    });

    it('GitHub Enterprise Server by its header, even where it asks for a token', async () => {
      const headers = { 'x-github-enterprise-version': '3.19.0' };
      const found = await answering({
        '/api/v3/meta': { status: 401, headers, body: { message: 'Must authenticate' } },
      });
      assert.ok(found.kind === 'forge');
      assert.equal(found.identity.apiBase, `${server.url}/api/v3`);
    });

    it('GitLab by its header, also below a path: there it is asked who asks', async () => {
      const said = { status: 401, headers: { 'x-gitlab-meta': '{}' }, body: { message: '401 Unauthorized' } };
      server.answer = ({ path }) => (path === '/gitlab/api/v4/version' ? said : { status: 404, body: '' });
      const remote = parseRemote(`${server.url}/gitlab/group/sub/project.git`)!;
      const found = await new ForgeFinder({}).identify(remote, signal);
      assert.ok(found.kind === 'forge');
      const apiBase = `${server.url}/gitlab/api/v4`;
      assert.deepEqual(found.identity, { kind: 'gitlab', host: server.host, apiBase });
      assert.deepEqual(repositoryOf(remote, found.basePath, found.identity.kind), {
        owner: 'group/sub',
        name: 'project',
      });
    });

    it('Bitbucket Data Center by its name, also below a path, and no other product of its vendor', async () => {
      let displayName = 'Bitbucket';
      server.answer = ({ path }) =>
        path === '/bitbucket/rest/api/latest/application-properties'
          ? { body: { version: '9.4.0', displayName } }
          : { status: 404, body: '' };
      const remote = parseRemote(`${server.url}/bitbucket/scm/~ann/cart.git`)!;
      const found = await new ForgeFinder({}).identify(remote, signal);
      assert.ok(found.kind === 'forge');
      const apiBase = `${server.url}/bitbucket/rest`;
      assert.deepEqual(found.identity, { kind: 'bitbucketDataCenter', host: server.host, apiBase });
      assert.deepEqual(repositoryOf(remote, found.basePath, found.identity.kind), { owner: '~ann', name: 'cart' });
      displayName = 'Bamboo';
      assert.deepEqual(await new ForgeFinder({}).identify(remote, signal), { kind: 'noForge' });
    });

    it('Bitbucket Data Center by what a person says, whatever it lies below', async () => {
      const said = {
        [server.host]: { kind: 'bitbucketDataCenter', apiBase: `${server.url}/git/bitbucket/rest/` },
      } as const;
      const remote = parseRemote(`${server.url}/git/bitbucket/scm/SHOP/cart.git`)!;
      const found = await new ForgeFinder(said).identify(remote, signal);
      assert.ok(found.kind === 'forge');
      assert.equal(found.identity.apiBase, `${server.url}/git/bitbucket/rest`);
      assert.deepEqual(repositoryOf(remote, found.basePath, found.identity.kind), { owner: 'SHOP', name: 'cart' });
    });

    it('Azure DevOps Server by its header, with the collection that the address names', async () => {
      const said = { status: 401, headers: { 'x-vss-e2eid': 'x' }, body: '' };
      server.answer = ({ path }) => (path === '/tfs/_apis/connectionData' ? said : { status: 404, body: '' });
      const of = async (path: string) => {
        const remote = parseRemote(server.url + path)!;
        const found = await new ForgeFinder({}).identify(remote, signal);
        assert.ok(found.kind === 'forge');
        const { owner = '', name = '' } = repositoryOf(remote, found.basePath, found.identity.kind) ?? {};
        return [found.identity.kind, found.identity.apiBase.slice(server.url.length), owner, name];
      };
      assert.deepEqual(await of('/tfs/Main/shop/_git/cart'), ['azure', '/tfs/Main', 'shop', 'cart']);
      assert.deepEqual(await of('/tfs/DefaultCollection/_git/cart'), [
        'azure',
        '/tfs/DefaultCollection',
        'cart',
        'cart',
      ]);
    });

    it('a forge below a path', async () => {
      server.answer = ({ path }) =>
        path === '/git/api/v1/version' ? { body: { version: '1.26.4' } } : { status: 404, body: '' };
      const found = await new ForgeFinder({}).identify(parseRemote(`${server.url}/git/o/r.git`)!, signal);
      assert.ok(found.kind === 'forge');
      assert.deepEqual([found.basePath, found.identity.apiBase], ['git', `${server.url}/git/api/v1`]);
    });

    it('a plain git server is no forge, nor is one that redirects everything to a sign-in page', async () => {
      assert.deepEqual(await answering({}), { kind: 'noForge' });
      server.answer = () => ({ status: 302, headers: { location: 'https://login.example.com/' }, body: '' });
      assert.deepEqual(await new ForgeFinder({}).identify(parseRemote(`${server.url}/a/b`)!, signal), {
        kind: 'noForge',
      });
    });

    it('once, whoever asks, and never with a token', async () => {
      server.answer = ({ path }) =>
        path === '/api/v1/version' ? { body: { version: '1.26' } } : { status: 404, body: '' };
      const finder = new ForgeFinder({});
      const remotes = ['a/b', 'c/d', 'e/f'].map((path) => parseRemote(`${server.url}/${path}`)!);
      await Promise.all(remotes.map((remote) => finder.identify(remote, signal)));
      await finder.identify(remotes[0]!, signal);
      assert.equal(server.asked.filter(({ path }) => path === '/api/v1/version').length, 1);
      assert.ok(server.asked.every(({ headers }) => headers.authorization === undefined));
    });

    it('not at all, where it is silent to the question that it would have answered', async () => {
      const finder = new ForgeFinder({});
      const remote = parseRemote(`${server.url}/o/r`)!;
      for (const silent of ['/api/v1/version', '/api/v4/version', '/_apis/connectionData']) {
        server.answer = ({ path }) => (path === silent ? 'reset' : { status: 404, body: '' });
        await assert.rejects(finder.identify(remote, signal), { code: 'forge/unreachable' }, silent);
      }
    });

    it('again, after it did not answer', async () => {
      const finder = new ForgeFinder({});
      server.answer = () => 'reset';
      const remote = parseRemote(`${server.url}/o/r`)!;
      await assert.rejects(finder.identify(remote, signal), { code: 'forge/unreachable' });
      server.answer = ({ path }) =>
        path === '/api/v1/version' ? { body: { version: '1.26' } } : { status: 404, body: '' };
      assert.equal((await finder.identify(remote, signal)).kind, 'forge');
    });

    it('without keeping the others from knowing when one cancels', async () => {
      const finder = new ForgeFinder({}, (origin, basePath) => probe(origin, basePath));
      server.answer = ({ path }) =>
        path === '/api/v1/version' ? { body: { version: '1.26' } } : { status: 404, body: '' };
      const cancelling = new AbortController();
      const remote = parseRemote(`${server.url}/o/r`)!;
      const [first, second] = [finder.identify(remote, cancelling.signal), finder.identify(remote, signal)];
      cancelling.abort();
      await assert.rejects(first, { name: 'AbortError' });
      assert.equal((await second).kind, 'forge');
    });
  });
});
