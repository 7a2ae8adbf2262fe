import assert from 'node:assert/strict';
import fc from 'fast-check';
import { firstCycle, type Arrow } from '../../../src/core/catalog/graph';

describe('a cycle of arrows', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
  const arrows = fc.array(fc.record({ from: name, to: name }), { maxLength: 12 });

  it('is closed by the first arrow whose end leads back to its beginning, and is told along arrows that are there', () => {
    fc.assert(
      fc.property(arrows, (all) => {
        const found = firstCycle(all);
        const first = all.findIndex(({ from, to }, index) => leads(all.slice(0, index), to, from));
        assert.equal(found?.index ?? -1, first);
        const names = found?.names ?? [];
        names.slice(1).forEach((to, at) => {
          const from = names[at];
          assert.ok(
            all.slice(0, first + 1).some((arrow) => arrow.from === from && arrow.to === to),
            names.join(' '),
          );
        });
        assert.equal(names.at(-1), names[0]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is found among twenty thousand, of which all but the last are in order', () => {
    const all = Array.from({ length: 20_000 }, (_, at) => ({ from: `n${at}`, to: `n${at + 1}` }));
    assert.equal(firstCycle(all), undefined);
    assert.equal(firstCycle([...all, { from: 'n20000', to: 'n0' }])?.names.length, 20_002);
  });
});

/** By looking at every way. */
function leads(arrows: readonly Arrow[], start: string, goal: string, seen: readonly string[] = []): boolean {
  if (start === goal) return true;
  if (seen.includes(start)) return false;
  return arrows.some(({ from, to }) => from === start && leads(arrows, to, goal, [...seen, start]));
}
