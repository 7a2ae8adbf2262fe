import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { cart, pushBranch, startFixture, type Fixture } from './harness';

interface Delivery {
  readonly headers: IncomingHttpHeaders;
  readonly raw: string;
  readonly body: Record<string, unknown>;
}

describe('webhooks of the embedded forge', () => {
  let fixture: Fixture;
  let receiver: Server;
  let url: string;
  let deliveries: Delivery[];
  beforeEach(async () => {
    fixture = await startFixture();
    deliveries = [];
    receiver = createServer((request, response) => {
      void text(request).then((raw) => {
        deliveries.push({ headers: request.headers, raw, body: JSON.parse(raw) as Record<string, unknown> });
        response.writeHead(204).end();
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
  });
  afterEach(async () => {
    await fixture.dispose();
    receiver.closeAllConnections();
    await new Promise((resolve) => receiver.close(resolve));
  });

  const told = () =>
    deliveries.map(
      ({ headers, body }) =>
        `${String(headers['x-gitea-event'])} ${String(body['ref'] ?? body['action'] ?? body['state'])}`,
    );

  it('tell of a push, signed with the secret', async () => {
    const config = { url, content_type: 'json', secret: 'hush' };
    const hook = { type: 'gitea', active: true, events: ['push'], config };
    const made = await fixture.api('POST', `/repos/${cart}/hooks`, { body: hook, token: fixture.tokens.admin });
    assert.equal(made.status, 201);
    await pushBranch(fixture, 'promote/one', 'prod', 'cart:2');
    await fixture.forge.idle();
    const [delivery] = deliveries;
    assert.deepEqual(told(), ['push refs/heads/promote/one']);
    const signature = createHmac('sha256', 'hush')
      .update(delivery?.raw ?? '')
      .digest('hex');
    assert.equal(delivery?.headers['x-gitea-signature'], signature);
    assert.equal(delivery.body['after'], (await fixture.forge.heads(cart)).get('promote/one'));
  });

  it('tell in order what comes of a landing, for every repository of an owner', async () => {
    fixture.forge.addHook({ owner: 'shop' }, { url, events: ['push', 'pull_request', 'status'] });
    const head = await fixture.forge.commit(cart, 'next', 'Next', { a: '1' }, { from: 'prod' });
    await fixture.forge.openPullRequest(cart, { title: 'Next', head: 'next', base: 'prod' });
    await fixture.forge.postStatus(cart, head, { context: 'ci', state: 'success' });
    await fixture.forge.commit(cart, 'next', 'More', { b: '1' });
    await fixture.forge.merge(cart, 1, 'merge');
    await fixture.forge.idle();
    assert.deepEqual(told(), [
      'push refs/heads/next',
      'pull_request opened',
      'status success',
      'push refs/heads/next',
      'pull_request synchronized',
      'push refs/heads/prod',
      'pull_request closed',
    ]);
    const merged = deliveries.at(-1)?.body['pull_request'] as { merged: boolean };
    assert.equal(merged.merged, true);
  });

  it('tell only what they were made for, and never hold up the forge when nobody listens', async () => {
    fixture.forge.addHook(cart, { url: 'http://127.0.0.1:1/', events: ['push'] });
    fixture.forge.addHook(cart, { url, events: ['status'] });
    const head = await fixture.forge.commit(cart, 'dev', 'More', { a: '1' });
    await fixture.forge.postStatus(cart, head, { context: 'ci', state: 'pending' });
    await fixture.forge.idle();
    assert.deepEqual(told(), ['status pending']);
  });

  it('are made by administrators, with an address that can be called', async () => {
    const make = (token: string, address: string) =>
      fixture.api('POST', `/repos/${cart}/hooks`, { token, body: { type: 'gitea', config: { url: address } } });
    assert.equal((await make(fixture.tokens.developer, url)).status, 403);
    assert.equal((await make(fixture.tokens.admin, 'file:///etc/passwd')).status, 422);
  });
});
