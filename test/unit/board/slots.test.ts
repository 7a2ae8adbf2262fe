import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Slots } from '../../../src/board/protocol/slots';

describe('the elements of lines', () => {
  it('are one a line, stay with a line as long as it is drawn, and are never more than lines were drawn at once', () => {
    const window = fc.uniqueArray(fc.nat({ max: 40 }).map(String), { maxLength: 12 });
    fc.assert(
      fc.property(fc.array(window, { maxLength: 20 }), (windows) => {
        const slots = new Slots();
        let before: ReadonlyMap<string, number> = new Map();
        for (const keys of windows) {
          const now = slots.assign(keys);
          assert.deepEqual([...now.keys()].sort(), [...keys].sort());
          assert.equal(new Set(now.values()).size, keys.length);
          for (const key of keys) if (before.has(key)) assert.equal(now.get(key), before.get(key));
          const most = Math.max(0, ...windows.map(({ length }) => length));
          for (const slot of now.values()) assert.ok(slot < 2 * most);
          before = now;
        }
      }),
    );
  });

  it('are those of lines that went, where as many come: scrolling makes none', () => {
    const slots = new Slots();
    const window = (from: number) => Array.from({ length: 10 }, (_, at) => `${from + at}`);
    for (let from = 0; from < 100; from += 3) {
      const used = [...slots.assign(window(from)).values()].sort((one, other) => one - other);
      assert.deepEqual(used, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }
  });
});
