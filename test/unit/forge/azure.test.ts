import assert from 'node:assert/strict';
import type { AzureClient } from '../../../src/core/forge/azure/client';
import { environmentTokens } from '../../../src/core/forge/environmentTokens';
import { parseRemote } from '../../../src/core/forge/remote';
import { remoteOf } from '../../../src/core/fleet/observe/remoteOf';
import { at, azureOn, below, cart, list, missing, pullRequest, refs, repository, sha, usual } from './azureWorld';
import { aServer, type Asked, type Said, type TestServer } from './server';

const signal = new AbortController().signal;
const jwt = 'eyJhbGciOiJub25lIn0.e30.c2ln';

describe('an Azure DevOps', () => {
  let server: TestServer;
  let now = 0;
  beforeEach(async () => {
    server = await aServer();
    now = 1_790_000_000_000;
  });
  afterEach(() => server.stop());

  const client = (value?: string) => azureOn(server, () => now).client(value);
  const answering = (answers: Readonly<Record<string, unknown>>) => azureOn(server, () => now).answering(answers);

  describe('sweeps', () => {
    const names = (count: number) => Array.from({ length: count }, (_, index) => `r${index}`);
    const requests = (count: number) =>
      names(count).map((name) => ({ repository: { owner: 'My Shop', name }, branches: ['dev', 'test', 'prod'] }));
    const answer = ({ path, body }: Asked): Said => {
      if (path.endsWith('/git/repositories')) return { body: list(...names(300).map((name) => repository(name))) };
      if (path.endsWith('/policy/configurations')) return { body: list() };
      if (path.endsWith('/git/pullrequests'))
        return { body: list(pullRequest({ repository: { id: 'id-r0', name: 'r0' } })) };
      if (path.endsWith('/permissionevaluationbatch')) {
        const { evaluations } = body as { evaluations: readonly object[] };
        return { body: { evaluations: evaluations.map((one) => ({ ...one, value: true })) } };
      }
      return path.endsWith('/refs') ? { body: refs('dev', 'prod', 'test') } : missing;
    };
    const sweep = async (asking: AzureClient, count: number) => {
      server.asked.length = 0;
      const answers = await asking.headsOf(requests(count), signal);
      return {
        asked: server.asked.length,
        shown: answers.map((one) => (one.kind === 'known' ? [one.heads.length, one.openPullRequests] : one.error.code)),
      };
    };

    it('take a request for each of three hundred repositories of three branches, and one for their project', async () => {
      server.answer = answer;
      const asking = client();
      const first = await sweep(asking, 300);
      assert.deepEqual([first.asked, first.shown[0], first.shown[1]], [300 + 1 + 2 + 5, [3, 1], [3, 0]]);
      assert.equal((await sweep(asking, 300)).asked, 301);
      now += 601_000;
      assert.equal((await sweep(asking, 300)).asked, 300 + 1 + 2 + 5);
    });

    it('know no head where the policies of its project cannot be read, and ask once for all that it has', async () => {
      server.answer = (one) =>
        one.path.endsWith('/policy/configurations') ? { status: 403, body: { message: 'TF400813' } } : answer(one);
      const { asked, shown } = await sweep(client(), 20);
      assert.deepEqual([asked, new Set(shown)], [20 + 1 + 2, new Set(['forge/forbidden'])]);
    });

    it('do not count pull requests of which there are too many, and do not say that there are none', async () => {
      const many = Array.from({ length: 300 }, () => pullRequest());
      server.answer = (one) => (one.path.endsWith('/git/pullrequests') ? { body: list(...many) } : answer(one));
      assert.deepEqual((await sweep(client(), 1)).shown, [[3, undefined]]);
    });

    it('end with what the token may no longer see, when it expires in the middle', async () => {
      server.answer = (one) => (one.path.includes('/r3/') ? { status: 401, body: '' } : answer(one));
      const { shown } = await sweep(client(), 5);
      assert.deepEqual(
        shown.map((one) => (typeof one === 'string' ? one : 'known')),
        ['known', 'known', 'known', 'forge/unauthorised', 'known'],
      );
    });
  });

  describe('a token that is not accepted', () => {
    const signIn = 'https://spsprodweu1.vssps.visualstudio.com/_signin?realm=dev.azure.com';
    for (const [what, said] of [
      ['203 with a page', { status: 203, headers: { 'content-type': 'text/html' }, body: '<html>Sign in</html>' }],
      ['203 with JSON', { status: 203, body: {} }],
      ['302 to where people sign in', { status: 302, headers: { location: signIn } }],
      ['302 to Entra', { status: 302, headers: { location: 'https://login.microsoftonline.com/x/oauth2' } }],
      ['401 without a body', { status: 401, body: '' }],
    ] as const) {
      it(`is told by ${what}, of reading and of writing`, async () => {
        server.answer = () => said;
        const code = { code: 'forge/unauthorised' };
        await assert.rejects(client().repository(cart, signal), code);
        await assert.rejects(client().comment(cart, 7, 'x', signal), code);
      });
    }

    it('is asked to be told by no redirect', async () => {
      server.answer = () => missing;
      await client()
        .account(signal)
        .catch(() => undefined);
      assert.equal(server.asked[0]?.headers['x-tfs-fedauthredirect'], 'Suppress');
    });
  });

  it('is given a personal token as a password, and what was given out for a while as a bearer’s', async () => {
    server.answer = () => missing;
    const said = async (value: string) => {
      server.asked.length = 0;
      await client(value)
        .account(signal)
        .catch(() => undefined);
      return server.asked[0]?.headers.authorization;
    };
    assert.equal(await said('secret'), `Basic ${Buffer.from(':secret').toString('base64')}`);
    assert.equal(await said(jwt), `Bearer ${jwt}`);
    assert.equal(server.asked.at(-1)?.headers['x-vss-forcemsapassthrough'], 'true', 'of a personal account as well');
  });

  it('a token goes to no other host, by a redirect or by where a list says that it goes on', async () => {
    const other = await aServer();
    try {
      other.answer = () => ({ body: {} });
      server.answer = () => ({ status: 302, headers: { location: `${other.url}/x` } });
      await client()
        .account(signal)
        .catch(() => undefined);
      assert.ok(other.asked.length === 1 && other.asked.every(({ headers }) => headers.authorization === undefined));
      other.asked.length = 0;
      answering(usual());
      const policies = server.answer;
      server.answer = (one) => {
        const said = policies(one);
        const token = `${other.url}/next`;
        return one.path.endsWith('/policy/configurations') && typeof said === 'object'
          ? { ...said, headers: { 'x-ms-continuationtoken': token } }
          : said;
      };
      await client().heads(cart, ['dev'], signal);
      assert.deepEqual(other.asked, []);
    } finally {
      await other.stop();
    }
  });

  it('reads policies to the end of their list, and no list that goes on in a circle for ever', async () => {
    const policy = (id: number, more: object = {}) => ({
      id,
      isEnabled: true,
      isBlocking: true,
      type: { id: 'CBDC66DA-9728-4AF8-AADA-9A5A32E4A226' },
      settings: {
        statusGenre: 'ci',
        statusName: `${id}`,
        scope: [{ repositoryId: null, refName: 'refs/heads/prod', matchKind: 'Exact' }],
      },
      ...more,
    });
    const pages = new Map([
      [null, { body: list(policy(1)), headers: { 'x-ms-continuationtoken': 'two' } }],
      ['two', { body: list(policy(2)), headers: { 'x-ms-continuationtoken': 'three' } }],
      ['three', { body: list(policy(3)), headers: { 'x-ms-continuationtoken': 'two' } }],
    ]);
    answering(usual());
    const rest = server.answer;
    server.answer = (one) =>
      one.path.endsWith('/policy/configurations')
        ? (pages.get(one.query.get('continuationToken')) ?? missing)
        : rest(one);
    const [dev, prod] = await client().heads(cart, ['dev', 'prod'], signal);
    assert.deepEqual([dev?.requiredChecks, prod?.requiredChecks.slice(0, 3)], [[], ['ci/1', 'ci/2', 'ci/3']]);
    assert.ok(server.asked.length < 12, String(server.asked.length));
  });

  it('finds branches beyond the first of a list, each by its name and no longer one', async () => {
    answering(usual());
    const rest = server.answer;
    server.answer = (one) => {
      if (!one.path.endsWith('/refs')) return rest(one);
      const filter = one.query.get('filter');
      if (filter === 'heads/') return { body: refs('a', 'dev'), headers: { 'x-ms-continuationtoken': 'x' } };
      return {
        body: filter === 'heads/prod' ? refs('prod', 'prod-eu') : refs(`${filter?.slice('heads/'.length) ?? ''}-x`),
      };
    };
    const heads = await client().heads(cart, ['dev', 'prod', 'gone'], signal);
    assert.deepEqual(
      heads.map(({ branch }) => branch),
      ['dev', 'prod'],
    );
  });

  it('asked too often, it is left alone until it says, also by an answer that is good', async () => {
    answering(usual());
    const rest = server.answer;
    server.answer = (one) => {
      const said = rest(one);
      return typeof said === 'object' ? { ...said, headers: { 'retry-after': '30' } } : said;
    };
    const asking = client();
    await asking.account(signal).catch(() => undefined);
    server.asked.length = 0;
    await assert.rejects(asking.repository(cart, signal), { code: 'forge/rateLimited' });
    assert.equal(server.asked.length, 0);
    now += 31_000;
    server.answer = () => ({
      status: 429,
      headers: {
        'x-ratelimit-reset': String(now / 1000 + 90),
        'x-ratelimit-remaining': '0',
        'x-ratelimit-limit': '200',
      },
      body: {},
    });
    await assert.rejects(asking.repository(cart, signal), { code: 'forge/rateLimited' });
    assert.deepEqual([asking.budget?.limit, asking.budget?.remaining], [200, 0]);
  });

  describe('what its codes mean', () => {
    const creating = (status: number, message: string) => {
      answering(
        usual({
          [`${at}/diffs/commits`]: { aheadCount: 1, behindCount: 0 },
          [`${at}/refs`]: list(
            { name: 'refs/heads/dev', objectId: sha },
            { name: 'refs/heads/prod', objectId: 'b'.repeat(40) },
          ),
        }),
      );
      const rest = server.answer;
      server.answer = (one) =>
        one.method === 'POST' ? { status, body: { $id: '1', message, typeKey: 'X' } } : rest(one);
      return client().createPullRequest(cart, { title: 't', body: 'b', head: 'dev', base: 'prod' }, signal);
    };
    it('TF401179: it is there already', () =>
      assert.rejects(
        creating(409, 'TF401179: An active pull request for the source and target branch already exists.'),
        { code: 'forge/duplicatePullRequest' },
      ));
    it('TF401019: it is not there, or hidden', async () => {
      answering({});
      await assert.rejects(client().repository(cart, signal), { code: 'forge/notFound' });
    });
    it('TF401027: one may not', () =>
      assert.rejects(creating(403, 'TF401027: You need the Git "PullRequestContribute" permission.'), {
        code: 'forge/forbidden',
      }));
    it('anything else, in its own words', () =>
      assert.rejects(creating(400, 'TF401398: The pull request cannot be activated'), /TF401398/));
  });

  describe('repositories that are none, or no more', () => {
    it('one that was renamed is read where it is now, and not written to', async () => {
      const moved = `${below}/git/repositories/shop`;
      answering(usual({ [moved]: repository('shop') }));
      const rest = server.answer;
      server.answer = (one) =>
        one.path.startsWith(at)
          ? { status: 301, headers: { location: server.url + one.path.replace(at, moved) } }
          : rest(one);
      assert.equal((await client().repository(cart, signal)).name, 'shop');
      await assert.rejects(client().comment(cart, 7, 'x', signal), { code: 'forge/redirected' });
    });

    it('a disabled one is archived: nobody pushes to it', async () => {
      answering(usual({ [at]: repository('cart', { isDisabled: true }) }));
      const found = await client().repository(cart, signal);
      assert.deepEqual([found.archived, found.mayPush], [true, false]);
    });

    it('an empty one has no default branch, no heads, and nothing to promote', async () => {
      answering(usual({ [at]: repository('cart', { defaultBranch: undefined }), [`${at}/refs`]: list() }));
      assert.equal((await client().repository(cart, signal)).defaultBranch, '');
      assert.deepEqual(await client().heads(cart, ['dev'], signal), []);
      const request = { title: 't', body: '', head: 'a', base: 'b' };
      await assert.rejects(client().createPullRequest(cart, request, signal), { code: 'forge/branchMissing' });
    });

    it('its address is told without the user that stands in it', async () => {
      answering(usual());
      assert.equal(
        (await client().repository(cart, signal)).cloneUrl,
        'https://dev.azure.com/acme/My%20Shop/_git/cart',
      );
    });
  });

  it('asks for names of all kinds as one part of an address, and for none that would climb out', async () => {
    server.answer = () => missing;
    const path = async (owner: string, name: string) => {
      server.asked.length = 0;
      const { code } = await client()
        .pullRequest({ owner, name }, 1, signal)
        .then(
          () => ({ code: '' }),
          (error: unknown) => error as { code: string },
        );
      return [code, server.asked[0]?.path.replace('/pullrequests/1', '')];
    };
    const repositories = '_apis/git/repositories';
    assert.deepEqual(await path('a b', '100% ✓'), [
      'forge/notFound',
      `/tfs/Main/a%20b/${repositories}/100%25%20%E2%9C%93`,
    ]);
    assert.deepEqual(await path('a', 'b/c?d#e'), ['forge/notFound', `/tfs/Main/a/${repositories}/b%2Fc%3Fd%23e`]);
    assert.deepEqual(await path('..', 'x'), ['forge/refused', undefined]);
    assert.deepEqual(await path('a', '../../b'), ['forge/refused', undefined]);
  });

  it('an answer that is a page, or too large, is none', async () => {
    server.answer = () => ({ body: '<html>Proxy</html>', headers: { 'content-type': 'text/html' } });
    await assert.rejects(client().repository(cart, signal), { code: 'forge/html' });
    server.answer = () => ({ body: repository('cart', { more: 'x'.repeat(17_000_000) }) });
    await assert.rejects(client().repository(cart, signal), { code: 'forge/tooLarge' });
  });

  it('is nobody who reads a public project without a token', async () => {
    answering({
      '/tfs/Main/_apis/connectionData': {
        authenticatedUser: { id: 'aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa', providerDisplayName: 'Anonymous' },
      },
    });
    await assert.rejects(client().account(signal), { code: 'forge/unauthorised' });
  });
});

describe('tokens that Azure DevOps’ own tools have', () => {
  const token = async (environment: Record<string, string>, host: string) =>
    (await environmentTokens(environment, () => ['a', 'b']).token(host, signal))?.value;

  it('are for the host of the collection that they belong to, and for no other', async () => {
    const pipeline = { SYSTEM_ACCESSTOKEN: 'job', SYSTEM_COLLECTIONURI: 'https://tfs.example.com:8443/tfs/Main/' };
    assert.equal(await token(pipeline, 'tfs.example.com:8443'), 'job');
    assert.equal(await token(pipeline, 'tfs.example.com'), undefined);
    assert.equal(await token(pipeline, 'dev.azure.com'), undefined);
    assert.equal(await token({ SYSTEM_ACCESSTOKEN: 'job' }, 'dev.azure.com'), undefined);
    const older = { SYSTEM_ACCESSTOKEN: 'job', SYSTEM_TEAMFOUNDATIONCOLLECTIONURI: 'https://dev.azure.com/acme/' };
    assert.equal(await token(older, 'dev.azure.com'), 'job');
    assert.equal(await token({ AZURE_DEVOPS_EXT_PAT: 'own' }, 'dev.azure.com'), 'own');
    assert.equal(await token({ AZURE_DEVOPS_EXT_PAT: 'own' }, 'evil.example.com'), undefined);
    assert.equal(await token({ ...pipeline, AZURE_DEVOPS_EXT_PAT: 'own' }, 'tfs.example.com:8443'), 'own');
    assert.equal(await token({ ...pipeline, AZURE_DEVOPS_EXT_PAT: 'own' }, 'dev.azure.com'), undefined);
  });

  it('are said to git as a bearer’s where they are such, and there alone', async () => {
    const said = async (url: string, value: string, source = 'test') =>
      (await remoteOf(url, { token: () => Promise.resolve({ value, source }) }, signal)).token?.isBearer;
    assert.ok(parseRemote('https://dev.azure.com/acme/shop/_git/cart'));
    assert.equal(await said('https://dev.azure.com/acme/shop/_git/cart', jwt), true);
    assert.equal(await said('https://acme.visualstudio.com/shop/_git/cart', jwt), true);
    assert.equal(await said('https://dev.azure.com/acme/shop/_git/cart', 'pat'), undefined);
    assert.equal(await said('https://tfs.example.com/tfs/Main/shop/_git/cart', jwt, 'SYSTEM_ACCESSTOKEN'), true);
    assert.equal(await said('https://gitlab.example.com/g/cart.git', jwt, 'CI_JOB_TOKEN'), undefined);
    assert.equal(await said('https://dev.azure.com.example.com/a/b/_git/c', jwt), undefined);
  });
});
