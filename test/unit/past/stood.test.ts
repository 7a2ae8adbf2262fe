import assert from 'node:assert/strict';
import fc from 'fast-check';
import { standingAt, type Dated } from '../../../src/core/measures/standing';
import { Spans } from '../../../src/core/past/stood';

const plain = { isUndated: false, isOnRewritten: false };
const now = 1_000;
const chain = (...newestFirst: readonly (number | Partial<Dated>)[]): readonly Dated[] =>
  newestFirst.map((one) => ({ at: 0, ...plain, ...(typeof one === 'number' ? { at: one } : one) }));
const stoodIn = (dated: readonly Dated[]) => {
  const spans = new Spans(dated, { at: now, isNow: true });
  return dated.map((one, position) => spans.stood(position, one, dated[position - 1]));
};

describe('how long a deployment stood', () => {
  it('is from its commit to the next one; the head stands now', () =>
    assert.deepEqual(stoodIn(chain(300, 200)), [
      { kind: 'now', since: 300 },
      { kind: 'until', until: 300, since: 200 },
    ]));

  it('of a branch that was last seen a while ago is not said to be now', () =>
    assert.deepEqual(new Spans(chain(300), { at: 400, isNow: false }).stood(0, plain, undefined), {
      ...{ kind: 'seen', at: 400, since: 300 },
    }));

  it('is not known where the next one was made on what the branch does not have', () =>
    assert.deepEqual(stoodIn(chain({ at: 300, isOnRewritten: true }, 200))[1], {
      ...{ kind: 'unknown', why: 'rewritten', since: 200 },
    }));

  it('is not known from when, or until when, where an earlier environment has the commit as well', () =>
    assert.deepEqual(stoodIn(chain(400, { at: 300, isUndated: true }, 200)).slice(1), [
      { kind: 'until', until: 400 },
      { kind: 'unknown', why: 'undated', since: 200 },
    ]));

  it('is not known where a clock went wrong', () => {
    assert.deepEqual(stoodIn(chain(150, 200, 100)), [
      { kind: 'now' },
      { kind: 'unknown', why: 'clock' },
      { kind: 'unknown', why: 'clock', since: 100 },
    ]);
    assert.deepEqual(stoodIn(chain(now + 1, 200))[1], { kind: 'unknown', why: 'clock' });
  });

  it('has no clock against it where when the next one came is written nowhere', () =>
    assert.deepEqual(stoodIn(chain({ at: 100, isUndated: true }, 300, 200)), [
      { kind: 'now' },
      { kind: 'unknown', why: 'undated', since: 300 },
      { kind: 'until', until: 300, since: 200 },
    ]));

  const dated = fc.record({
    at: fc.integer({ min: 0, max: 40 }),
    isUndated: fc.integer({ min: 0, max: 6 }).map((one) => one === 0),
    isOnRewritten: fc.integer({ min: 0, max: 6 }).map((one) => one === 0),
  });
  const chains = fc
    .tuple(fc.array(dated, { maxLength: 8 }), fc.boolean())
    .map(([all, isSorted]) => (isSorted ? all.toSorted((one, other) => other.at - one.at) : all));
  const lookedAt = 38;
  const spansOf = (all: readonly Dated[]) => {
    const spans = new Spans(all, { at: lookedAt, isNow: true });
    return all.map((one, position) => spans.stood(position, one, all[position - 1]));
  };

  it('is never said of an instant at which another stood, or it is not known which', () => {
    fc.assert(
      fc.property(chains, fc.integer({ min: 0, max: 45 }), (all, at) => {
        for (const [position, stood] of spansOf(all).entries()) {
          if (stood.since === undefined || stood.since > at || at > lookedAt) continue;
          if (stood.kind === 'unknown' || (stood.kind === 'until' && at >= stood.until)) continue;
          assert.deepEqual(standingAt(all, false, at, lookedAt), { kind: 'at', position });
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('and of what is said to have stood at an instant, the span holds it', () => {
    fc.assert(
      fc.property(chains, fc.integer({ min: 0, max: 45 }), (all, at) => {
        const standing = standingAt(all, false, at, lookedAt);
        if (standing.kind !== 'at') return;
        const stood = spansOf(all)[standing.position];
        assert.ok(stood?.since !== undefined && stood.since <= at && at <= lookedAt);
        if (stood.kind === 'until') assert.ok(at < stood.until);
        // It ended when the next one came, which was no sooner than that was made.
        if (stood.kind === 'unknown') assert.equal(stood.why, 'undated');
      }),
      { numRuns: 2_000 },
    );
  });
});
