import assert from 'node:assert/strict';
import fc from 'fast-check';
import { onBeat } from '../../../../src/core/fleet/observe/beat';

const beatMs = 4_000;

describe('the beat that services are looked at on', () => {
  const wanted = fc.record({
    delay: fc.integer({ min: 0, max: 1_800_000 }),
    now: fc.integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 }),
    phase: fc.double({ min: 0, max: 0.999, noNaN: true }),
  });

  it('is ahead, and near to when it was wanted', () =>
    fc.assert(
      fc.property(wanted, ({ delay, now, phase }) => {
        const ahead = onBeat(delay, now, phase);
        assert.ok(ahead > 0 && Math.abs(ahead - delay) <= beatMs, String(ahead));
      }),
    ));

  it('is the same for all whose turns are close, from wherever they count', () => {
    const now = 1_800_000_000_000;
    const looks = [0, 300, 700].map((later) => now + later + onBeat(12_000 - later, now + later, 0.25));
    assert.equal(new Set(looks).size, 1, String(looks));
  });
});
