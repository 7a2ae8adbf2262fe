import assert from 'node:assert/strict';
import { durationText } from '../../../src/cli/output/duration';
import { readWhen } from '../../../src/cli/repository/when';

const now = Date.UTC(2026, 10, 30, 12);

describe('a time on the command line', () => {
  it('is an instant with its offset, a day, or how long ago', () => {
    assert.equal(readWhen('2026-11-27T14:00Z', now), Date.UTC(2026, 10, 27, 14));
    assert.equal(readWhen('2026-11-27T14:00:30+01:00', now), Date.UTC(2026, 10, 27, 13, 0, 30));
    assert.equal(readWhen('2026-11-27T14:00:30.250Z', now), Date.UTC(2026, 10, 27, 14, 0, 30, 250));
    assert.equal(readWhen('2026-11-27', now), Date.UTC(2026, 10, 27));
    assert.equal(readWhen('36h', now), Date.UTC(2026, 10, 29));
    assert.equal(readWhen('2w', now), Date.UTC(2026, 10, 16, 12));
  });

  it('is refused where it would be another on another machine, or none', () => {
    for (const text of [
      '2026-11-27T14:00',
      '2026-13-01',
      '2026-02-30',
      '14:00',
      'yesterday',
      '-1h',
      '3',
      '',
      '999999d',
      '2026-11-27 ',
    ]) {
      assert.throws(() => readWhen(text, now), /Not a time/, text);
    }
  });
});

describe('how long something took', () => {
  it('is told by its two largest units', () => {
    assert.deepEqual([0, 90_000, 3_660_000, 90_000_000].map(durationText), ['0m', '2m', '1h 1m', '1d 1h']);
  });
});
