import assert from 'node:assert/strict';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { cart, pushBranch, startFixture, type Fixture } from './harness';

const none = '0'.repeat(40);

describe('the embedded forge, spoken to by git', () => {
  let fixture: Fixture;
  beforeEach(async () => (fixture = await startFixture()));
  afterEach(() => fixture.dispose());

  const lsRemote = (remote: string) => fixture.git(fixture.folder, 'ls-remote', '--heads', remote);

  it('lets nobody in without credentials and says how to bring them', async () => {
    const response = await fetch(`${fixture.forge.url}/${cart}.git/info/refs?service=git-upload-pack`);
    assert.equal(response.status, 401);
    assert.match(response.headers.get('www-authenticate') ?? '', /^Basic /);
  });

  it('takes the token as password or as user', async () => {
    const { developer } = fixture.tokens;
    const answers = await Promise.all([
      lsRemote(fixture.remote('dev', developer)),
      lsRemote(fixture.remote(developer, 'x')),
    ]);
    for (const { ok, out } of answers) {
      assert.ok(ok, out);
      assert.match(out, /refs\/heads\/prod/);
    }
  });

  it('refuses a wrong token, and hides the repository from a stranger', async () => {
    assert.match((await lsRemote(fixture.remote('dev', 'wrong'))).out, /Authentication failed/);
    assert.match((await lsRemote(fixture.remote('sam', fixture.tokens.stranger))).out, /not found/);
  });

  it('serves a public repository to anybody, for reading only', async () => {
    await fixture.forge.createRepository('shop/open', { private: false });
    await fixture.forge.commit('shop/open', 'main', 'Open', { a: '1' });
    const remote = `${fixture.forge.url}/shop/open.git`;
    assert.ok((await lsRemote(remote)).ok);
    assert.equal((await fetch(`${remote}/info/refs?service=git-receive-pack`)).status, 401);
  });

  it('lets a reader fetch, even without blobs, and not push', async () => {
    const remote = fixture.remote('rita', fixture.tokens.reader);
    const cloned = await fixture.git(fixture.folder, 'clone', '--bare', '--filter=blob:none', remote, 'mirror');
    assert.ok(cloned.ok, cloned.out);
    const mirror = join(fixture.folder, 'mirror');
    const missing = await fixture.git(mirror, 'rev-list', '--objects', '--all', '--missing=print');
    assert.match(missing.out, /^\?/m);
    const pushed = await fixture.git(mirror, 'push', remote, 'dev:refs/heads/mine');
    assert.match(pushed.out, /403/);
  });

  it('moves a branch that is pushed and tells who pushed it', async () => {
    const pushes: object[] = [];
    fixture.forge.onPush((event) => pushes.push(event));
    const work = await pushBranch(fixture, 'promote/one', 'prod', 'cart:2');
    const after = (await fixture.git(work, 'rev-parse', 'HEAD')).out;
    assert.deepEqual(pushes, [{ repository: cart, branch: 'promote/one', before: none, after, pusher: 'dev' }]);
    assert.equal((await fixture.forge.heads(cart)).get('promote/one'), after);
  });

  it('declines a push to a protected branch as a whole, with the reason, and leaves everything as it was', async () => {
    fixture.forge.protect(cart, 'prod');
    const before = await fixture.forge.heads(cart);
    const work = await pushBranch(fixture, 'other', 'prod', 'cart:2');
    const pushed = await fixture.git(work, 'push', 'origin', 'HEAD:prod', 'HEAD:refs/heads/second');
    assert.match(pushed.out, /Not allowed to push to protected branch prod/);
    assert.match(pushed.out, /HEAD -> second \(pre-receive hook declined\)/);
    const now = await fixture.forge.heads(cart);
    assert.equal(now.get('prod'), before.get('prod'));
    assert.equal(now.has('second'), false);
  });

  it('lets those push to a protected branch whom the rule names', async () => {
    fixture.forge.protect(cart, 'pr*', { pushers: ['dev'] });
    const work = await pushBranch(fixture, 'other', 'prod', 'cart:2');
    assert.ok((await fixture.git(work, 'push', 'origin', 'HEAD:prod')).ok);
  });

  it('keeps its own refs of pull requests from being pushed over', async () => {
    const work = await pushBranch(fixture, 'other', 'prod', 'cart:2');
    assert.match((await fixture.git(work, 'push', 'origin', 'HEAD:refs/pull/1/head')).out, /hidden ref/);
  });

  it('understands compressed requests', async () => {
    const old = (await fixture.forge.heads(cart)).get('prod') ?? '';
    const command = `${old} ${none} refs/heads/prod\0report-status`;
    const body = `${(command.length + 4).toString(16).padStart(4, '0')}${command}0000`;
    const headers = {
      authorization: `Basic ${btoa(`dev:${fixture.tokens.developer}`)}`,
      'content-type': 'application/x-git-receive-pack-request',
      'content-encoding': 'gzip',
    };
    const url = `${fixture.forge.url}/${cart}.git/git-receive-pack`;
    const pushed = await fetch(url, { method: 'POST', headers, body: gzipSync(body) });
    assert.match(await pushed.text(), /ok refs\/heads\/prod/);
    assert.equal((await fixture.forge.heads(cart)).has('prod'), false);

    const asking = { ...headers, 'content-type': 'application/x-git-upload-pack-request', 'git-protocol': 'version=2' };
    const listed = await fetch(url.replace('receive', 'upload'), {
      method: 'POST',
      headers: asking,
      body: gzipSync('0014command=ls-refs\n0000'),
    });
    assert.match(await listed.text(), /refs\/heads\/dev/);
  });
});
