import assert from 'node:assert/strict';
import { at, cart, startFixture, type Fixture } from './harness';

describe('the API of the embedded forge', () => {
  let fixture: Fixture;
  beforeEach(async () => (fixture = await startFixture()));
  afterEach(() => fixture.dispose());

  const get = (path: string, token?: string) => fixture.api('GET', path, token === undefined ? {} : { token });

  it('names its version to anybody, and who is signed in to nobody else', async () => {
    assert.match(String(at(await fixture.api('GET', '/version', { token: undefined }), 'version')), /^1\./);
    assert.equal(at(await get('/settings/api'), 'max_response_items'), 50);
    assert.equal(at(await get('/user'), 'login'), 'dev');
    assert.equal((await fixture.api('GET', '/user', { token: undefined })).status, 401);
  });

  it('answers a wrong token with 401 everywhere', async () => {
    const refused = await get('/version', 'wrong');
    assert.deepEqual([refused.status, at(refused, 'message')], [401, 'user does not exist [uid: 0, name: ]']);
  });

  it('takes a token as bearer and as Basic password', async () => {
    for (const authorization of [
      `Bearer ${fixture.tokens.developer}`,
      `Basic ${btoa(`dev:${fixture.tokens.developer}`)}`,
    ]) {
      const response = await fetch(`${fixture.forge.url}/api/v1/user`, { headers: { authorization } });
      assert.equal(response.status, 200);
    }
  });

  it('hides a private repository from strangers and from nobody signed in', async () => {
    assert.equal((await get(`/repos/${cart}`, fixture.tokens.stranger)).status, 404);
    assert.equal((await fixture.api('GET', `/repos/${cart}`, { token: undefined })).status, 404);
    assert.deepEqual((await get('/orgs/shop/repos', fixture.tokens.stranger)).body, []);
    assert.deepEqual(at(await get('/repos/search', fixture.tokens.stranger), 'data'), []);
  });

  it('gives access to one repository only, where it says so', async () => {
    await fixture.forge.createRepository('shop/secret', { access: { dev: 'none', sam: 'read' } });
    assert.equal((await get('/repos/shop/secret')).status, 404);
    assert.equal((await get('/repos/shop/secret', fixture.tokens.stranger)).status, 200);
  });

  it('describes a repository: default branch, landing styles, topics, address, permissions', async () => {
    await fixture.forge.createRepository('shop/orders', { landing: ['squash'], deleteBranchAfterMerge: true });
    const orders = await get('/repos/shop/orders', fixture.tokens.reader);
    assert.deepEqual(
      ['allow_merge_commits', 'allow_squash_merge', 'allow_rebase', 'default_delete_branch_after_merge'].map((key) =>
        at(orders, key),
      ),
      [false, true, false, true],
    );
    assert.deepEqual(at(orders, 'permissions'), { admin: false, push: false, pull: true });
    const described = await get(`/repos/${cart}`);
    assert.equal(at(described, 'clone_url'), `${fixture.forge.url}/${cart}.git`);
    assert.deepEqual([at(described, 'default_branch'), at(described, 'topics.0')], ['dev', 'gitops']);
  });

  it('finds repositories by words and by topic', async () => {
    await fixture.forge.createRepository('shop/orders');
    const names = async (query: string) => {
      const found = at(await get(`/repos/search?${query}`), 'data') as { name: string }[];
      return found.map(({ name }) => name);
    };
    assert.deepEqual(await names('q=ord'), ['orders']);
    assert.deepEqual(await names('q=gitops&topic=true'), ['cart']);
    assert.deepEqual(await names(''), ['cart', 'orders']);
  });

  it('gives lists page by page, at most 50 at once, with links and the total', async () => {
    for (let index = 0; index < 53; index += 1) await fixture.forge.createRepository(`shop/service-${index}`);
    const first = await get('/orgs/shop/repos?limit=500');
    assert.equal((first.body as unknown[]).length, 50);
    assert.equal(first.headers.get('x-total-count'), '54');
    const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
    assert.ok(next.startsWith(`${fixture.forge.url}/api/v1/orgs/shop/repos`), next);
    const second = await get(next.slice(`${fixture.forge.url}/api/v1`.length));
    assert.equal((second.body as unknown[]).length, 4);
    assert.doesNotMatch(second.headers.get('link') ?? '', /rel="next"/);
  }).timeout(20_000);

  it('lists branches with their heads and what protects them', async () => {
    fixture.forge.protect(cart, 'prod', { requiredContexts: ['ci/*'], requiredApprovals: 1 });
    const listed = await get(`/repos/${cart}/branches`);
    const heads = await fixture.forge.heads(cart);
    assert.deepEqual(
      [at(listed, '0.name'), at(listed, '0.commit.id'), at(listed, '0.protected')],
      ['dev', heads.get('dev'), false],
    );
    const prod = await get(`/repos/${cart}/branches/prod`);
    assert.deepEqual(
      ['protected', 'user_can_push', 'user_can_merge', 'required_approvals', 'status_check_contexts.0'].map((key) =>
        at(prod, key),
      ),
      [true, false, true, 1, 'ci/*'],
    );
    assert.equal((await get(`/repos/${cart}/branch_protections`)).status, 403, 'rules are for administrators');
    assert.equal((await get(`/repos/${cart}/branches/none`)).status, 404);
  });

  it('lets administrators protect a branch, and nobody else', async () => {
    const protect = (token: string) =>
      fixture.api('POST', `/repos/${cart}/branch_protections`, { token, body: { rule_name: 'prod' } });
    assert.equal((await protect(fixture.tokens.developer)).status, 403);
    assert.equal((await protect(fixture.tokens.admin)).status, 201);
    assert.equal((await fixture.api('DELETE', `/repos/${cart}/branches/prod`)).status, 403);
    assert.equal((await fixture.api('DELETE', `/repos/${cart}/branches/dev`)).status, 403);
  });

  it('compares two branches, slashes in their names and all', async () => {
    const head = await fixture.forge.commit(cart, 'promote/one', 'One', { a: '1' }, { from: 'prod' });
    const compared = await get(`/repos/${cart}/compare/prod...promote%2Fone`);
    assert.deepEqual([at(compared, 'total_commits'), at(compared, 'commits.0.sha')], [1, head]);
    assert.equal(at(await get(`/repos/${cart}/compare/promote/one...prod`), 'total_commits'), 0);
    assert.equal((await get(`/repos/${cart}/compare/prod...none`)).status, 404);
  });

  it('serves files and folders of a branch or commit', async () => {
    const file = await get(`/repos/${cart}/contents/env/name?ref=prod`);
    assert.equal(Buffer.from(String(at(file, 'content')), 'base64').toString(), 'prod\n');
    assert.deepEqual([at(file, 'type'), at(file, 'name'), at(file, 'size')], ['file', 'name', 5]);
    const root = (await get(`/repos/${cart}/contents`)).body as { name: string; type: string }[];
    assert.deepEqual(
      root.map(({ name, type }) => `${type} ${name}`),
      ['file cart.yaml', 'dir env'],
    );
    assert.equal((await get(`/repos/${cart}/raw/env/name`)).body, 'dev\n');
    for (const missing of ['contents/nothing', 'raw/nothing', 'raw/env', 'contents/env/name?ref=none']) {
      assert.equal((await get(`/repos/${cart}/${missing}`)).status, 404, missing);
    }
  });

  it('knows no routes that are not there, and no repository of a hostile name', async () => {
    assert.equal((await get('/repos/shop/..%2F..%2Fetc')).status, 404);
    assert.equal((await get(`/repos/${cart}/branches/--output=x`)).status, 404);
    assert.equal((await get(`/repos/${cart}/commits/--all/status`)).status, 404);
    assert.equal((await get('/%ff')).status, 400);
  });

  it('changes nothing in an archived repository', async () => {
    await fixture.forge.createRepository('shop/old', { archived: true });
    const { status } = await fixture.api('POST', '/repos/shop/old/pulls', { body: {} });
    assert.equal(status, 423);
  });
});

describe('commit statuses on the embedded forge', () => {
  let fixture: Fixture;
  let head: string;
  beforeEach(async () => {
    fixture = await startFixture();
    head = (await fixture.forge.heads(cart)).get('prod') ?? '';
  });
  afterEach(() => fixture.dispose());

  const post = (state: string, context = 'deploy', token = fixture.tokens.developer) =>
    fixture.api('POST', `/repos/${cart}/statuses/${head}`, { token, body: { state, context } });
  const combined = () => fixture.api('GET', `/repos/${cart}/commits/prod/status`);

  it('are none at first: no state, nothing listed', async () => {
    const none = await combined();
    assert.deepEqual([at(none, 'state'), at(none, 'statuses'), at(none, 'total_count')], ['', null, 0]);
  });

  it('count by the newest of each context; entries say status, the roll-up says state', async () => {
    await post('pending');
    await post('success');
    await post('pending', 'lint');
    const rolled = await combined();
    assert.deepEqual([at(rolled, 'state'), at(rolled, 'total_count'), at(rolled, 'sha')], ['pending', 2, head]);
    assert.equal(at(rolled, 'statuses.0.status'), 'pending');
    assert.equal(at(rolled, 'statuses.0.state'), undefined);
    await post('warning', 'lint');
    assert.equal(at(await combined(), 'state'), 'success');
    await post('error', 'lint');
    assert.equal(at(await combined(), 'state'), 'failure');
  });

  it('are all kept, newest first, by commit and by branch', async () => {
    for (const state of ['pending', 'success', 'pending']) await post(state);
    for (const path of [`statuses/${head}`, 'commits/prod/statuses']) {
      const listed = await fixture.api('GET', `/repos/${cart}/${path}?limit=2`);
      assert.deepEqual([at(listed, '0.id'), at(listed, '1.id'), at(listed, '2')], [3, 2, undefined]);
      assert.equal(listed.headers.get('x-total-count'), '3');
    }
  });

  it('come from those who may write, of known states, for commits that are there', async () => {
    await fixture.forge.createRepository('shop/theirs', { access: { dev: 'read' } });
    assert.equal((await post('success', 'x', fixture.tokens.reader)).status, 403);
    assert.equal((await post('splendid')).status, 422);
    head = '1'.repeat(40);
    assert.equal((await post('success')).status, 500);
  });
});
