import assert from 'node:assert/strict';
import fc from 'fast-check';
import { distribution } from '../../../src/core/measures/distribution';
import { figuresOf, trendOf, type Figures } from '../../../src/core/measures/figures';
import { judged } from '../../../src/core/measures/judge';
import { weeksOf } from '../../../src/core/measures/period';
import { chainOf, day, deployment, fleet, hour, start } from './builders';

const whole = { since: start - day, until: start + 200 * day };

/** What is counted, and what adds up. */
function countsOf({ frequency, leadTime, failureRate, restoreTime }: Figures) {
  const { promotion, rollback, hotfix, direct } = frequency.kinds;
  return [
    ...[frequency.count, frequency.undated, promotion, rollback, hotfix, direct],
    ...[leadTime.spread?.count ?? 0, leadTime.unknown, leadTime.skewed, leadTime.deployments.length],
    ...[failureRate.counted.length, failureRate.failed.length, failureRate.withoutVerdict],
    ...[failureRate.failedWithoutVerdict, restoreTime.spread?.count ?? 0],
    ...[restoreTime.open.length, restoreTime.unknown.length],
  ];
}

const sum = (rows: readonly (readonly number[])[]) =>
  rows.reduce((total, row) => total.map((value, at) => value + (row[at] ?? 0)));

describe('the four figures', () => {
  it('do not change by the order of services', () =>
    fc.assert(
      fc.property(fleet, (chains) => {
        const one = figuresOf(chains.flat(), whole);
        assert.deepEqual(figuresOf(chains.toReversed().flat(), whole), one);
      }),
    ));

  it('of a fleet count what those of its services count, together', () =>
    fc.assert(
      fc.property(fleet, (chains) => {
        const all = countsOf(figuresOf(chains.flat(), whole));
        assert.deepEqual(sum(chains.map((chain) => countsOf(figuresOf(chain, whole)))), all);
      }),
    ));

  it('of two parts of a period add up to those of the whole, and so do those of its weeks', () =>
    fc.assert(
      fc.property(fleet, fc.integer({ min: 1, max: 90 * 24 }), (chains, hours) => {
        const all = chains.flat();
        const middle = whole.since + hours * hour;
        const parts = [
          { since: whole.since, until: middle },
          { since: middle, until: whole.until },
        ];
        const counted = countsOf(figuresOf(all, whole));
        assert.deepEqual(sum(parts.map((part) => countsOf(figuresOf(all, part)))), counted);
        assert.deepEqual(sum(trendOf(all, whole).map(({ figures }) => countsOf(figures))), counted);
      }),
    ));

  it('have a failure rate that no deployment without a verdict changes', () =>
    fc.assert(
      fc.property(chainOf('cart'), fc.nat(), (chain, number) => {
        // Nothing directly after it that says something of the one before: neither rollback nor hotfix.
        const places = [...chain.keys(), chain.length].filter((at) => {
          const after = chain[at - 1];
          return after === undefined || after.kind === 'promotion' || after.kind === 'direct';
        });
        const at = places[number % places.length] ?? 0;
        const silent = deployment('silent', start + day, { verdict: 'unknown' });
        const before = figuresOf(judged(chain), whole).failureRate;
        const after = figuresOf(judged(chain.toSpliced(at, 0, silent)), whole).failureRate;
        assert.equal(after.rate, before.rate);
        assert.equal(after.withoutVerdict, before.withoutVerdict + 1);
      }),
    ));

  it('are not known where nothing is known, and 0 only where something is', () => {
    const silent = figuresOf(judged([deployment('a', start, { verdict: 'unknown' })]), whole);
    assert.equal(silent.failureRate.rate, undefined);
    assert.equal(silent.restoreTime.spread, undefined);
    assert.equal(silent.leadTime.spread, undefined);
    assert.equal(figuresOf(judged([deployment('a', start)]), whole).failureRate.rate, 0);
  });

  it('count no deployment whose time nobody wrote down', () => {
    const shared = deployment('a', start, { isShared: true, verdict: 'unknown' });
    const { frequency, failureRate } = figuresOf(judged([shared]), whole);
    assert.deepEqual([frequency.count, frequency.undated, failureRate.withoutVerdict], [0, 1, 0]);
  });
});

describe('a failure', () => {
  const failures = (...oldestFirst: readonly Parameters<typeof deployment>[2][]) =>
    judged(oldestFirst.map((more, at) => deployment(String(at), start + at * hour, more)).toReversed())
      .toReversed()
      .map(({ failure, restoration }) => [failure?.why, restoration?.kind]);

  it('is a failed verdict, what was rolled back, and what a hotfix followed at once', () => {
    const none = [undefined, undefined];
    assert.deepEqual(failures({}, { verdict: 'failed' }, {}), [none, ['verdict', 'restored'], none]);
    assert.deepEqual(failures({}, {}, { kind: 'rollback', undone: ['0'] }), [['rolledBack', 'restored'], none, none]);
    assert.deepEqual(failures({}, {}, { kind: 'rollback' }), [none, ['rolledBack', 'restored'], none]);
    assert.deepEqual(failures({}, { kind: 'hotfix' }), [['hotfixed', 'restored'], none]);
    assert.deepEqual(failures({}, { kind: 'rollback' }, { kind: 'hotfix' })[1], none);
  });

  it('ends with the next healthy deployment, and is one for several that failed in a row', () => {
    const failed = { verdict: 'failed' } as const;
    assert.deepEqual(failures(failed, failed, {}), [
      ['verdict', 'restored'],
      ['verdict', undefined],
      [undefined, undefined],
    ]);
    assert.deepEqual(failures({}, failed)[1], ['verdict', 'open']);
  });

  it('has an end that is not known where one without a verdict came between', () => {
    const [failed, silent] = [{ verdict: 'failed' }, { verdict: 'unknown' }] as const;
    assert.deepEqual(failures(failed, silent, {})[0], ['verdict', 'unknown']);
    assert.deepEqual(failures(failed, silent)[0], ['verdict', 'unknown']);
  });

  it('has an end that is not known where the clock of that went wrong', () => {
    const chain = [deployment('b', start - hour), deployment('a', start, { verdict: 'failed' })];
    assert.deepEqual(judged(chain)[1]?.restoration, { kind: 'unknown' });
  });
});

describe('how values spread', () => {
  it('is told by values that occurred', () => {
    assert.deepEqual(distribution([4, 1, 3, 2]), { count: 4, median: 2, p75: 3, p90: 4 });
    assert.equal(distribution([]), undefined);
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), (values) => {
        const { median = NaN, p75 = NaN, p90 = NaN } = distribution(values) ?? {};
        assert.ok([median, p75, p90].every((value) => values.includes(value)));
        assert.ok(median <= p75 && p75 <= p90);
      }),
    );
  });

  it('by week has weeks that begin on Mondays and cover the period', () => {
    const weeks = weeksOf({ since: start + 2 * day, until: start + 15 * day });
    assert.deepEqual(
      weeks.map(({ since, until }) => [(since - start) / day, (until - start) / day]),
      [
        [2, 7],
        [7, 14],
        [14, 15],
      ],
    );
  });
});
