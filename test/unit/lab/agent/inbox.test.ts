import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { openInbox, type Inbox, type Push } from '../../../lab/agent/inbox';

const secret = 'between the forge and the agent';
const commit = 'a'.repeat(40);

describe('The inbox of the agent', () => {
  let inbox: Inbox;
  let heard: Push[];

  beforeEach(async () => {
    heard = [];
    inbox = await openInbox(secret, (push) => heard.push(push));
  });
  afterEach(() => inbox.stop());

  const deliver = async (payload: object, { event = 'push', key = secret } = {}): Promise<number> => {
    const body = JSON.stringify(payload);
    const signature = createHmac('sha256', key).update(body).digest('hex');
    const headers = { 'x-gitea-event': event, 'x-gitea-signature': signature, connection: 'close' };
    return (await fetch(inbox.url, { method: 'POST', body, headers })).status;
  };
  const push = { ref: 'refs/heads/dev', after: commit, repository: { full_name: 'shop/cart' } };

  it('hears of a push to a branch', async () => {
    assert.equal(await deliver(push), 204);
    assert.deepEqual(heard, [{ repository: 'shop/cart', branch: 'dev', commit }]);
  });

  it('refuses what the forge did not sign', async () => {
    assert.equal(await deliver(push, { key: 'a guess' }), 401);
    assert.deepEqual(heard, []);
  });

  it('passes over deleted branches, tags and other events', async () => {
    await deliver({ ...push, after: '0'.repeat(40) });
    await deliver({ ...push, ref: 'refs/tags/v1' });
    await deliver(push, { event: 'status' });
    assert.deepEqual(heard, []);
  });
});
