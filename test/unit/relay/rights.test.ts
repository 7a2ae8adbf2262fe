import { deepEqual, equal, ok } from 'node:assert/strict';
import fc from 'fast-check';
import type { Answered, AskForge } from '../../../src/core/relay/access/askForge';
import { Rights } from '../../../src/core/relay/access/rights';
import { Strangers } from '../../../src/core/relay/access/strangers';
import type { RelayForge } from '../../../src/core/relay/config/resolve';

const forge: RelayForge = {
  host: 'git.example.com',
  kind: 'gitea',
  api: undefined,
  token: undefined,
  covers: () => true,
};
const ada = { token: 'ada-0123456789', name: 'ada' };
const lastMs = 20 * 60_000;
const never = new AbortController().signal;
const told = (of: Readonly<Record<string, 'shown' | 'hidden' | 'unknown'>>): Answered => ({
  kind: 'told',
  of: new Map(Object.entries(of)),
});

describe('What may be told to whom', () => {
  let now: number;
  let answer: AskForge;
  let asked: number;
  const log: string[] = [];
  const rights = () =>
    new Rights(
      (...question) => {
        asked++;
        return answer(...question);
      },
      lastMs,
      { now: () => now },
      (_, line) => log.push(line),
    );
  beforeEach(() => {
    [now, asked] = [1_000_000, 0];
    log.length = 0;
  });

  it('is what the forge confirmed last, until that is too old, where the forge does not answer', async () => {
    const some = rights();
    answer = () => Promise.resolve(told({ 'a/one': 'shown', 'a/two': 'hidden' }));
    const first = await some.allowed(forge, ada, ['a/one', 'a/two'], 0, never);
    deepEqual([[...first.paths], first.until - now, first.state], [['a/one'], lastMs, 'confirmed']);
    answer = () => Promise.reject(new Error('ECONNRESET'));
    now += 10 * 60_000;
    const second = await some.allowed(forge, ada, ['a/one', 'a/two'], 0, never);
    deepEqual([[...second.paths], second.until - now], [['a/one'], 10 * 60_000]);
    now += 9 * 60_000;
    const third = await some.allowed(forge, ada, ['a/one', 'a/two'], 0, never);
    deepEqual([third.paths.size, third.state], [0, 'unknown']);
    equal(log.length, 2);
  });

  it('is nothing, and not known, where a forge that never answered is away; and nothing at once where it refuses', async () => {
    const some = rights();
    answer = () => Promise.reject(new Error('503'));
    deepEqual((await some.allowed(forge, ada, ['a/one'], 0, never)).state, 'unknown');
    answer = () => Promise.resolve(told({ 'a/one': 'shown' }));
    deepEqual((await some.allowed(forge, ada, ['a/one'], 0, never)).paths.size, 1);
    answer = () => Promise.resolve(told({ 'a/one': 'hidden' }));
    const taken = await some.allowed(forge, ada, ['a/one'], 0, never);
    deepEqual([taken.paths.size, taken.state], [0, 'confirmed']);
  });

  it('never holds longer than a forge has said, whatever it says and when', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            afterMs: fc.integer({ min: 0, max: lastMs }),
            says: fc.constantFrom('shown', 'hidden', 'unknown', 'nobody', 'fails'),
            path: fc.constantFrom('a/one', 'a/two'),
          }),
          { maxLength: 20 },
        ),
        async (steps) => {
          const some = rights();
          const confirmed = new Map<string, number>();
          for (const { afterMs, says, path } of steps) {
            now += afterMs;
            answer = (_forge, _token, paths) => {
              if (says === 'fails') return Promise.reject(new Error('away'));
              if (says === 'nobody') {
                confirmed.clear();
                return Promise.resolve({ kind: 'nobody' });
              }
              for (const one of paths) {
                if (says === 'shown') confirmed.set(one, now);
                if (says === 'hidden') confirmed.delete(one);
              }
              return Promise.resolve({ kind: 'told', of: new Map(paths.map((one) => [one, says])) });
            };
            const { paths, until } = await some.allowed(forge, ada, [path], 0, never);
            for (const one of paths) {
              const at = confirmed.get(one);
              ok(at !== undefined && now < at + lastMs && until <= at + lastMs);
            }
          }
        },
      ),
      { numRuns: 200 },
    ));

  it('asks once for a token that is nobody’s, and keeps nothing of it', async () => {
    const some = rights();
    answer = () => Promise.resolve({ kind: 'nobody' });
    for (let index = 0; index < 5; index++)
      equal((await some.allowed(forge, ada, [`a/${index}`], 0, never)).state, 'nobody');
    deepEqual([asked, some.knows(forge.host, ada)], [1, false]);
    now += 60_000;
    await some.allowed(forge, ada, ['a/one'], 0, never);
    equal(asked, 2);
  });

  it('asks for what was never answered first, since not all may be', async () => {
    const some = rights();
    answer = (_forge, _token, [first = '']) => Promise.resolve(told({ [first]: 'hidden' }));
    const seen: string[] = [];
    for (let index = 0; index < 3; index++) {
      await some.allowed(forge, ada, ['a/one', 'a/two', 'a/three'], 0, never);
      now += 60_000;
    }
    answer = (_forge, _token, paths) => {
      seen.push(...paths);
      return Promise.resolve(told({}));
    };
    equal((await some.allowed(forge, ada, ['a/one', 'a/two', 'a/three'], 0, never)).state, 'confirmed');
    equal(seen.length, 3);
  });
});

describe('Tokens that are nobody’s', () => {
  it('are a few of one address and some of all in a minute', () => {
    let now = 0;
    const strangers = new Strangers({ now: () => now });
    for (let index = 0; index < 30; index++) strangers.refused('192.0.2.1');
    deepEqual([strangers.isWelcome('192.0.2.1'), strangers.isWelcome('192.0.2.2')], [false, true]);
    for (let index = 0; index < 270; index++) strangers.refused(`192.0.2.${index}`);
    equal(strangers.isWelcome('198.51.100.1'), false);
    now = 60_000;
    deepEqual([strangers.isWelcome('192.0.2.1'), strangers.isWelcome('198.51.100.1')], [true, true]);
  });
});
