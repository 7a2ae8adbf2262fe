import assert from 'node:assert/strict';
import fc from 'fast-check';
import { standingAt, type Dated } from '../../../src/core/measures/standing';
import { Spans } from '../../../src/core/past/stood';

const plain = { isShared: false, isOnRewritten: false };
const now = 1_000;
const chain = (...newestFirst: readonly (number | Partial<Dated>)[]): readonly Dated[] =>
  newestFirst.map((one) => ({ at: 0, ...plain, ...(typeof one === 'number' ? { at: one } : one) }));
const stoodIn = (dated: readonly Dated[]) => {
  const spans = new Spans(
    dated.map(({ at }) => at),
    now,
  );
  return dated.map((one, position) => spans.stood(position, one, dated[position - 1]));
};

describe('how long a deployment stood', () => {
  it('is from its commit to the next one; the head stands now', () =>
    assert.deepEqual(stoodIn(chain(300, 200)), [
      { kind: 'now', since: 300 },
      { kind: 'until', until: 300, since: 200 },
    ]));

  it('is not known where the next one was made on what the branch does not have', () =>
    assert.deepEqual(stoodIn(chain({ at: 300, isOnRewritten: true }, 200))[1], {
      ...{ kind: 'unknown', why: 'rewritten', since: 200 },
    }));

  it('is not known from when, or until when, where an earlier environment has the commit as well', () =>
    assert.deepEqual(stoodIn(chain(400, { at: 300, isShared: true }, 200)).slice(1), [
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

  it('is never said of an instant at which another stood, or it is not known which', () => {
    const dated = fc.record({
      at: fc.integer({ min: 0, max: 40 }),
      isShared: fc.integer({ min: 0, max: 6 }).map((one) => one === 0),
      isOnRewritten: fc.integer({ min: 0, max: 6 }).map((one) => one === 0),
    });
    const chains = fc
      .tuple(fc.array(dated, { maxLength: 8 }), fc.boolean())
      .map(([all, isSorted]) => (isSorted ? all.toSorted((one, other) => other.at - one.at) : all));
    fc.assert(
      fc.property(chains, fc.integer({ min: 0, max: 45 }), (all, at) => {
        const spans = new Spans(
          all.map((one) => one.at),
          38,
        );
        all.forEach((one, position) => {
          const stood = spans.stood(position, one, all[position - 1]);
          if (stood.since === undefined || stood.since > at || at > 38) return;
          if (stood.kind === 'unknown' || (stood.kind === 'until' && at >= stood.until)) return;
          assert.deepEqual(standingAt(all, false, at, 38), { kind: 'at', position });
        });
      }),
      { numRuns: 2_000 },
    );
  });
});
