import assert from 'node:assert/strict';
import fc from 'fast-check';
import { standingAt, type Dated } from '../../../src/core/measures/standing';

const one = (at: number, more: Partial<Dated> = {}): Dated => ({ at, isUndated: false, isOnRewritten: false, ...more });

const now = 2000;

describe('where a branch stood', () => {
  it('is the newest deployment that had come by then, and a later instant is never an older one', () =>
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 1000 }), { minLength: 1 }),
        fc.nat(1100),
        fc.nat(1100),
        (times, some, other) => {
          const chain = times.toSorted((a, b) => b - a).map((at) => one(at));
          const [from, to] = [Math.min(some, other), Math.max(some, other)];
          const [was, is] = [standingAt(chain, false, from, now), standingAt(chain, false, to, now)];
          const position = (standing: typeof was) => (standing.kind === 'at' ? standing.position : chain.length);
          assert.ok(position(is) <= position(was));
          assert.equal(position(was), chain.filter(({ at }) => at > from).length);
        },
      ),
    ));

  it('is not known where clocks, a rewritten past, a shared beginning or a long branch hide it', () => {
    const at = (chain: readonly Dated[], instant: number, isCut = false) => {
      const standing = standingAt(chain, isCut, instant, now);
      return standing.kind === 'unknown' ? standing.why : standing.kind;
    };
    assert.equal(at([one(30), one(10)], 20), 'at');
    assert.equal(at([one(30), one(10), one(25)], 20), 'clock');
    assert.equal(at([one(now + 1), one(10)], 20), 'clock');
    assert.equal(at([one(now + 1)], 20), 'clock');
    assert.equal(at([one(now + 1)], now + 1), 'unseen', 'what has not come yet is not known');
    assert.equal(at([one(12), one(13), one(10)], 13), 'clock', 'pushed later by a clock that is behind');
    assert.equal(at([one(12), one(13), one(10)], 11), 'clock', 'or the one before it by one that is ahead');
    assert.equal(at([one(12), one(13)], 11), 'clock');
    assert.equal(at([one(30, { isOnRewritten: true }), one(10)], 20), 'rewritten');
    assert.equal(at([one(30, { isOnRewritten: true }), one(10)], 30), 'at');
    assert.equal(at([one(30), one(10, { isUndated: true })], 20), 'undated');
    assert.equal(at([one(10, { isUndated: true }), one(20), one(15)], 17), 'at', 'it came after what is below it');
    assert.equal(at([one(10, { isUndated: true }), one(20), one(15)], 20), 'undated');
    assert.equal(at([one(30)], 20), 'before');
    assert.equal(at([one(30)], 20, true), 'cut');
  });
});
