import assert from 'node:assert/strict';
import { at, cart, startFixture, type Fixture } from './harness';

const pulls = `/repos/${cart}/pulls`;
const wanted = { title: 'Promote cart', head: 'next', base: 'prod' };

describe('faults of the embedded forge', () => {
  let fixture: Fixture;
  beforeEach(async () => {
    fixture = await startFixture();
    await fixture.forge.commit(cart, 'next', 'Next', { a: '1' }, { from: 'prod' });
  });
  afterEach(() => fixture.dispose());

  const creating = { method: 'POST', path: /\/pulls$/ };
  const create = () => fixture.api('POST', pulls, { body: wanted });
  const lsRemote = () => fixture.git(fixture.folder, 'ls-remote', fixture.remote('dev', fixture.tokens.developer));

  it('down: no answer to anything, until it is up again', async () => {
    fixture.forge.setFault({ kind: 'down' });
    await assert.rejects(fixture.api('GET', '/version'));
    assert.equal((await lsRemote()).ok, false);
    assert.deepEqual(fixture.forge.requests.map(({ status }) => status).slice(0, 1), [undefined]);
    fixture.forge.setFault({ kind: 'none' });
    assert.equal((await fixture.api('GET', '/version')).status, 200);
    assert.ok((await lsRemote()).ok);
  });

  it('html: a sign-in page with status 200', async () => {
    fixture.forge.setFault({ kind: 'html' });
    const page = await fixture.api('GET', '/version');
    assert.equal(page.status, 200);
    assert.match(page.headers.get('content-type') ?? '', /^text\/html/);
    assert.match(String(page.body), /Sign in/);
  });

  it('unauthorised: 401 to the API and to git, whatever the token', async () => {
    fixture.forge.setFault({ kind: 'unauthorised' });
    assert.equal((await fixture.api('GET', '/version')).status, 401);
    assert.match((await lsRemote()).out, /Authentication failed/);
  });

  it('slow: the true answer, later; stopping does not wait for it', async () => {
    fixture.forge.setFault({ kind: 'slow', delayMs: 20 });
    assert.equal((await fixture.api('GET', '/version')).status, 200);
    fixture.forge.setFault({ kind: 'slow', delayMs: 3_600_000 });
    const waiting = assert.rejects(fixture.api('GET', '/version'));
    await fixture.forge.stop();
    await waiting;
  });

  it('a connection reset before the work: nothing was done', async () => {
    fixture.forge.failOnce(creating, { kind: 'reset' });
    await assert.rejects(create());
    assert.equal(fixture.forge.pullRequests(cart).length, 0);
    assert.equal((await create()).status, 201);
  });

  it('a connection reset after the work: the pull request exists, and a second try is a duplicate', async () => {
    fixture.forge.failOnce(creating, { kind: 'resetAfter' });
    await assert.rejects(create());
    assert.equal(fixture.forge.pullRequests(cart).length, 1);
    assert.equal((await create()).status, 409);
  });

  it('an answer that never comes after the work: the client gives up, the pull request exists', async () => {
    fixture.forge.failOnce(creating, { kind: 'hangAfter' });
    const giveUp = new AbortController();
    const asked = fetch(`${fixture.forge.url}/api/v1${pulls}`, {
      method: 'POST',
      headers: { authorization: `token ${fixture.tokens.developer}` },
      body: JSON.stringify(wanted),
      signal: giveUp.signal,
    });
    while (fixture.forge.pullRequests(cart).length === 0) await new Promise(setImmediate);
    giveUp.abort();
    await assert.rejects(asked);
  });

  it('any answer instead of the true one, once: a duplicate that is not there, a request to slow down', async () => {
    fixture.forge.failOnce(creating, { kind: 'answer', status: 409, message: 'pull request already exists' });
    fixture.forge.failOnce(creating, {
      kind: 'answer',
      status: 429,
      message: 'slow down',
      headers: { 'retry-after': '7' },
    });
    assert.equal((await create()).status, 409);
    assert.equal((await fixture.api('GET', pulls)).status, 200);
    const limited = await create();
    assert.deepEqual([limited.status, limited.headers.get('retry-after')], [429, '7']);
    assert.equal(at(await create(), 'number'), 1);
  });

  it('are seen in the log of requests, with who asked what', async () => {
    fixture.forge.clearRequests();
    await fixture.api('GET', `${pulls}?state=all`);
    await fixture.api('GET', '/user', { token: undefined });
    await fixture.forge.idle();
    assert.deepEqual(fixture.forge.requests, [
      { method: 'GET', path: `/api/v1${pulls}?state=all`, status: 200, account: 'dev' },
      { method: 'GET', path: '/api/v1/user', status: 401, account: undefined },
    ]);
  });
});
