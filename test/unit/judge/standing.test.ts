import assert from 'node:assert/strict';
import fc from 'fast-check';
import { standingOf, worstOf, type Sides, type Standing } from '../../../src/core/judge/standing';

const value = fc.constantFrom(undefined, '1', '2', '3');
const sides: fc.Arbitrary<Sides> = fc
  .record({
    target: value,
    merged: value,
    predicted: value,
    source: value,
    disputed: fc.boolean(),
    wentOn: fc.boolean(),
    wasHeld: fc.boolean(),
  })
  .filter(({ target, merged }) => target !== merged);

const base: Sides = {
  target: '1',
  merged: '2',
  predicted: '2',
  source: '2',
  disputed: false,
  wentOn: false,
  wasHeld: true,
};
const cases: readonly (readonly [string, Partial<Sides>, Standing])[] = [
  ['what the plan gives', {}, 'promised'],
  ['what the plan gives and takes away', { merged: undefined, predicted: undefined, source: undefined }, 'promised'],
  ['another value than the plan gives', { merged: '3' }, 'otherValue'],
  [
    'a value of nobody where the plan has nothing',
    { merged: '3', predicted: '1', source: '1', wasHeld: false },
    'hotfix',
  ],
  ['a value that the source had at another commit', { merged: '3', predicted: '1', source: '1' }, 'otherValue'],
  ['the source’s value where the plan keeps the target’s', { predicted: '1' }, 'overrules'],
  ['the source’s side of a conflict', { predicted: undefined, disputed: true }, 'settles'],
  ['another side of a conflict', { merged: '3', predicted: undefined, disputed: true }, 'otherValue'],
  ['what the source has left', { wentOn: true }, 'older'],
];

describe('How a value stands to the plan', () => {
  for (const [what, change, standing] of cases) {
    it(`${what}: ${standing}`, () => assert.equal(standingOf({ ...base, ...change }), standing));
  }

  it('is as promised only where it is exactly what the plan gives, with no doubt about it', () =>
    fc.assert(
      fc.property(sides, (one) => {
        const isPromised = standingOf(one) === 'promised';
        assert.equal(isPromised, one.merged === one.predicted && !one.disputed && !one.wentOn);
      }),
    ));

  it('of a file is that of the worst of its keys', () => {
    assert.equal(worstOf(['promised', 'settles', 'hotfix']), 'hotfix');
    assert.equal(worstOf(['promised', 'overrules']), 'overrules');
    assert.equal(worstOf(['promised']), 'promised');
    assert.equal(worstOf([]), undefined);
  });
});
