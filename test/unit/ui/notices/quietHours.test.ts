import assert from 'node:assert/strict';
import { isQuiet, parseQuietHours } from '../../../../src/ui/notices/quietHours';

describe('quiet hours', () => {
  const at = (text: string, hour: number, minute = 0) => {
    const hours = parseQuietHours(text);
    assert.ok(hours && hours !== 'none');
    return isQuiet(hours, hour * 60 + minute);
  };

  it('may go over midnight', () => {
    assert.deepEqual(
      [22, 23, 0, 6].map((hour) => at('22:00-07:00', hour)),
      [true, true, true, true],
    );
    assert.deepEqual(
      [21, 7, 12].map((hour) => at('22:00-07:00', hour, hour === 21 ? 59 : 0)),
      [false, false, false],
    );
  });

  it('may lie in the day, or be all of it', () => {
    assert.deepEqual(
      [11, 12, 13].map((hour) => at('12:00 - 13:00', hour)),
      [false, true, false],
    );
    assert.equal(at('08:00-08:00', 3), true);
  });

  it('are none of an empty text, and unknown of any other', () => {
    assert.equal(parseQuietHours(' '), 'none');
    for (const text of ['22-7', '24:00-07:00', 'at night', '22:00-07:60', '22:00-07:00,12:00-13:00'])
      assert.equal(parseQuietHours(text), undefined, text);
  });
});
