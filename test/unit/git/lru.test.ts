import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { Lru, Room } from '../../../src/core/support/lru';

const limit = 20;
const weightOf = (key: number) => 1 + (key % 7);
const act = fc.record({ cache: fc.nat(2), key: fc.nat(9), does: fc.constantFrom('set', 'get', 'delete', 'clear') });

describe('what is kept of what was read', () => {
  it('is what was used last, by whichever cache, as far as there is room', () =>
    fc.assert(
      fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
        const room = new Room(limit);
        const caches = [0, 1, 2].map(() => new Lru<number, string>(room));
        let expected: { readonly cache: number; readonly key: number }[] = [];
        const without = (cache: number, key?: number) =>
          expected.filter((one) => one.cache !== cache || (key !== undefined && one.key !== key));
        const used = () => expected.reduce((sum, { key }) => sum + weightOf(key), 0);
        for (const { cache, key, does } of acts) {
          const at = caches[cache];
          const isKept = expected.some((one) => one.cache === cache && one.key === key);
          if (does === 'get') assert.equal(at?.get(key), isKept ? `${key}` : undefined);
          if (does === 'set') at?.set(key, `${key}`, weightOf(key));
          if (does === 'delete') at?.delete(key);
          if (does === 'clear') at?.clear();
          if (does === 'clear') expected = without(cache);
          else if (does !== 'get' || isKept) expected = without(cache, key);
          if (does === 'set' || (does === 'get' && isKept)) expected.push({ cache, key });
          while (used() > limit) expected.shift();
        }
        for (const [cache, at] of caches.entries()) {
          for (let key = 0; key < 10; key++) {
            assert.equal(
              at.get(key) !== undefined,
              expected.some((one) => one.cache === cache && one.key === key),
            );
          }
        }
      }),
    ));

  it('costs the same while the room is full, however much has left it', function () {
    this.timeout(60_000);
    const cache = new Lru<number, string>(100_000);
    const { user } = process.cpuUsage();
    for (let key = 0; key < 400_000; key++) cache.set(key, '');
    // Where each looks past what has left, they take twenty times that.
    assert.ok(process.cpuUsage().user - user < 5_000_000);
  });
});
