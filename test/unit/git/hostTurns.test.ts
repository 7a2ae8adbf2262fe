import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { hostOf, limitByHost } from '../../../src/core/git/hostTurns';

const { signal: never } = new AbortController();

describe('turns by host', () => {
  it('are had by whoever asks a host that answers, however many wait for one that is silent', async () => {
    const limit = limitByHost(4);
    const ending = new AbortController();
    const silent = Array.from({ length: 40 }, () =>
      limit('https://dead.example/acme/cart.git', ending.signal, () => new Promise<void>(() => undefined)),
    );
    void Promise.allSettled(silent);
    const done: number[] = [];
    const others = Array.from({ length: 20 }, (_, index) =>
      limit('git@alive.example:acme/web.git', never, () => Promise.resolve(done.push(index))),
    );
    await Promise.all(others);
    assert.equal(done.length, 20);
    ending.abort();
  });

  it('are no more at a time than the bounds say, and each is had once, whatever hosts there are', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('https://a.example/x/y', 'ssh://git@b.example/x/y', './folder'), { maxLength: 40 }),
        fc.integer({ min: 1, max: 4 }),
        async (repositories, perHost) => {
          const limit = limitByHost(perHost);
          const underway = new Map<string, number>();
          let most = 0;
          const work = async (host: string) => {
            const now = (underway.get(host) ?? 0) + 1;
            underway.set(host, now);
            assert.ok(now <= perHost);
            most = Math.max(
              most,
              [...underway.values()].reduce((sum, one) => sum + one, 0),
            );
            await Promise.resolve();
            underway.set(host, (underway.get(host) ?? 0) - 1);
            return host;
          };
          const done = await Promise.all(repositories.map((one) => limit(one, never, () => work(hostOf(one)))));
          assert.deepEqual(done, repositories.map(hostOf));
          assert.ok(most <= 2 * perHost + 2); // one of each host may always begin
        },
      ),
    );
  });
});
