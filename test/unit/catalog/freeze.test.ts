import assert from 'node:assert/strict';
import { frozenAt, type FreezeWindow } from '../../../src/core/catalog/freeze';

const at = (text: string) => Date.parse(text);
const until = (windows: readonly FreezeWindow[], now: string) => {
  const frozen = frozenAt(windows, at(now));
  return frozen && new Date(frozen.until).toISOString().slice(0, 16);
};
const weekly = (days: Extract<FreezeWindow, { kind: 'weekly' }>['days'], from: number, to: number): FreezeWindow => ({
  kind: 'weekly',
  days,
  from: from * 60,
  to: to * 60,
  timeZone: 'Europe/Zurich',
});

describe('A freeze', () => {
  const once: FreezeWindow = {
    kind: 'once',
    from: at('2026-12-20T17:00:00Z'),
    to: at('2027-01-04T07:00:00Z'),
    reason: 'Christmas',
  };

  it('is on from its first moment to the one before its end, with its reason', () => {
    assert.equal(frozenAt([once], at('2026-12-20T16:59:59Z')), undefined);
    assert.deepEqual(frozenAt([once], at('2026-12-20T17:00:00Z')), {
      until: at('2027-01-04T07:00:00Z'),
      reason: 'Christmas',
    });
    assert.equal(frozenAt([once], at('2027-01-04T07:00:00Z')), undefined);
  });

  // 2026-11-27 is a Friday; Zurich is one hour ahead of UTC in winter, two in summer.
  const cases: readonly [string, FreezeWindow, string, string | undefined][] = [
    ['by the clocks of its place', weekly(['fri'], 16, 18), '2026-11-27T15:00:00Z', '2026-11-27T17:00'],
    ['and not a minute earlier', weekly(['fri'], 16, 18), '2026-11-27T14:59:59Z', undefined],
    ['nor at its end', weekly(['fri'], 16, 18), '2026-11-27T17:00:00Z', undefined],
    ['nor on another day', weekly(['fri'], 16, 18), '2026-11-26T15:30:00Z', undefined],
    ['in summer by the clocks of summer', weekly(['fri'], 16, 18), '2026-07-03T14:30:00Z', '2026-07-03T16:00'],
    ['into the next day', weekly(['fri'], 22, 6), '2026-11-27T21:30:00Z', '2026-11-28T05:00'],
    ['on the next day', weekly(['fri'], 22, 6), '2026-11-28T04:30:00Z', '2026-11-28T05:00'],
    ['from Sunday into Monday', weekly(['sun'], 22, 6), '2026-11-30T04:30:00Z', '2026-11-30T05:00'],
    ['over the night when clocks go back', weekly(['sat'], 22, 6), '2026-10-24T21:00:00Z', '2026-10-25T05:00'],
    ['over the night when clocks go forward', weekly(['sat'], 22, 6), '2026-03-28T22:00:00Z', '2026-03-29T04:00'],
    ['a whole day', weekly(['sat'], 0, 0), '2026-11-28T10:00:00Z', '2026-11-28T23:00'],
  ];
  for (const [name, window, now, expected] of cases) {
    it(`of each week is on ${name}`, () => assert.equal(until([window], now), expected));
  }

  it('goes on while windows follow one another', () => {
    const windows = [weekly(['fri'], 16, 0), weekly(['sat', 'sun'], 0, 0), weekly(['mon'], 0, 7)];
    assert.equal(until(windows, '2026-11-27T15:30:00Z'), '2026-11-30T06:00');
  });

  it('that never ends is still answered', () => {
    const always = weekly(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], 0, 0);
    assert.ok(frozenAt([always], at('2026-11-27T15:30:00Z')));
  });
});
