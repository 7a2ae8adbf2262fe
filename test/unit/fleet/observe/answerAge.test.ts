import assert from 'node:assert/strict';
import { AnswerAge } from '../../../../src/core/fleet/observe/answerAge';

describe('what the forge was asked', () => {
  let now: number;
  const asked = (random = 0.5) => new AnswerAge({ now: () => now }, () => random);
  const after = (held: AnswerAge, seconds: number) => {
    now += seconds * 1_000;
    return held.holds('cart/dev', 'a');
  };
  beforeEach(() => (now = 1_000_000));

  it('holds for a while, and no longer', () => {
    const held = asked();
    held.note('cart/dev', 'a');
    assert.deepEqual([after(held, 149), after(held, 2)], [true, false]);
  });

  it('says nothing about another commit, another subject, or before it was asked', () => {
    const held = asked();
    assert.equal(held.holds('cart/dev', 'a'), false);
    held.note('cart/dev', 'a');
    assert.deepEqual([held.holds('cart/dev', 'b'), held.holds('cart/test', 'a')], [false, false]);
  });

  it('is asked anew once somebody wants to know', () => {
    const held = asked();
    held.note('cart/dev', 'a');
    held.forget();
    assert.equal(held.holds('cart/dev', 'a'), false);
  });

  it('ends at different times for what was asked at once, before what is settled is due again', () => {
    const [early, late] = [asked(0), asked(1)];
    for (const held of [early, late]) held.note('cart/dev', 'a');
    assert.deepEqual([after(early, 121), after(late, 0), after(late, 60)], [false, true, false]);
  });
});
