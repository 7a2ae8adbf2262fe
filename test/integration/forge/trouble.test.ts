import assert from 'node:assert/strict';
import { aWorld, cart, type World } from './world';

const signal = new AbortController().signal;

/** What no real server does when asked to; the rest is in `test/contract/forge`. */
for (const dialect of ['gitea', 'github', 'gitlab', 'azure', 'bitbucket', 'bitbucketDataCenter'] as const)
  describe(`a forge in trouble (${dialect})`, () => {
    let world: World;
    before(async () => {
      world = await aWorld({ dialect });
    });
    after(() => world.end());

    for (const [fault, code, options] of [
      [{ kind: 'down' }, 'forge/unreachable', {}],
      [{ kind: 'html' }, 'forge/html', {}],
      [{ kind: 'unauthorised' }, 'forge/unauthorised', {}],
      [{ kind: 'slow', delayMs: 2_000 }, 'forge/timeout', { timeoutMs: 100 }],
    ] as const) {
      it(`that is ${fault.kind} is told as ${code}`, async () => {
        world.forge.setFault(fault);
        try {
          await assert.rejects(world.client('developer', options).repository(cart, signal), { code });
        } finally {
          world.forge.setFault({ kind: 'none' });
        }
      });
    }

    it('that is slow does not hold up who cancels', async () => {
      world.forge.setFault({ kind: 'slow', delayMs: 2_000 });
      try {
        const cancelling = new AbortController();
        const asked = world.client().repository(cart, cancelling.signal);
        cancelling.abort();
        await assert.rejects(asked, { name: 'AbortError' });
      } finally {
        world.forge.setFault({ kind: 'none' });
      }
    });

    it('is not asked again before the time that it named', async () => {
      const client = world.client();
      world.forge.failOnce(
        { method: 'GET', path: /cart$/ },
        { kind: 'answer', status: 429, message: 'slow down', headers: { 'retry-after': '60' } },
      );
      await assert.rejects(client.repository(cart, signal), { code: 'forge/rateLimited' });
      world.forge.clearRequests();
      await assert.rejects(client.heads(cart, ['dev'], signal), { code: 'forge/rateLimited' });
      assert.equal(world.forge.requests.length, 0);
    });
  });
