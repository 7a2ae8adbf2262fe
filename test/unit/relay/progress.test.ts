import { deepEqual, equal } from 'node:assert/strict';
import fc from 'fast-check';
import { Progress } from '../../../src/core/relay/log/nats/progress';

describe('Whether what is stored is heard', () => {
  it('is seen by what is heard, not by the connection', () => {
    const progress = new Progress();
    deepEqual(
      [progress.look(5, 5, 0), progress.look(5, 7, 1_000), progress.look(5, 7, 4_900)],
      ['heard', 'behind', 'behind'],
    );
    equal(progress.look(5, 7, 5_000), 'stuck');
    progress.deaf();
    equal(progress.isHearing, false);
    equal(progress.look(7, 7, 6_000), 'heard');
    equal(progress.isHearing, true);
  });

  it('is held against what was stored from here, though the stream says less', () => {
    const progress = new Progress();
    progress.stored(9);
    deepEqual([progress.look(5, 5, 0), progress.look(5, 5, 4_000)], ['behind', 'stuck']);
  });

  it('is never said of what stood still for longer than it may', () =>
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(3), fc.nat(2), fc.integer({ min: 1, max: 6_000 }))), (steps) => {
        const progress = new Progress();
        let [heard, there, now, since] = [0, 0, 0, 0];
        for (const [more, reads, ms] of steps) {
          there += more;
          now += ms;
          const moved = Math.min(there, heard + reads) - heard;
          if (moved > 0 || heard === there) since = now;
          heard += moved;
          const step = progress.look(heard, there, now);
          if (heard === there) equal(step, 'heard');
          else if (step === 'stuck') since = now;
          else if (now - since >= 10_000) throw new Error('stood still, and nobody said so');
          if (step === 'stuck') equal(heard < there, true);
        }
      }),
    ));
});
