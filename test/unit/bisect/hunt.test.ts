import assert from 'node:assert/strict';
import fc from 'fast-check';
import { huntIn, type Answer } from '../../../src/core/bisect/hunt';
import type { DeploymentVerdict } from '../../../src/core/measures/deployment';

const name = (age: number) => String(age).padStart(40, '0');
/** Newest first: the number of each says how old it is. */
const line = (...verdicts: readonly DeploymentVerdict[]) =>
  verdicts.map((verdict, age) => ({ commit: name(age), verdict }));
const untold = (count: number) => line(...Array.from({ length: count }, () => 'unknown' as const));
const said = (age: number, mark: Answer['mark'], by: Answer['by'] = 'person'): Answer => ({
  ...{ commit: name(age), mark, by },
});
const head = said(0, 'bad', 'assumed');

describe('a search that a person answers', () => {
  it('ends with exactly the one that broke it, wherever that is', () =>
    fc.assert(
      fc.property(
        fc
          .integer({ min: 2, max: 200 })
          .chain((count) => fc.tuple(fc.constant(count), fc.integer({ min: 0, max: count - 2 }))),
        ([count, broke]) => {
          const answers: Answer[] = [head, said(count - 1, 'good')];
          for (let questions = 0; ; questions += 1) {
            const { asked, suspects } = huntIn(untold(count), answers);
            if (asked === undefined) {
              assert.deepEqual(suspects, [name(broke)]);
              assert.ok(questions <= Math.ceil(Math.log2(count)) + 1);
              return;
            }
            answers.push({ commit: asked, mark: Number(asked) <= broke ? 'bad' : 'good', by: 'person' });
          }
        },
      ),
    ));

  it('waits for a good one, and what is taken for bad is told apart from what was said', () => {
    const hunt = huntIn(untold(5), [head]);
    assert.deepEqual([hunt.step.kind, hunt.asked, hunt.suspects], ['none', undefined, []]);
    assert.deepEqual(hunt.marks.get(name(0)), { mark: 'bad', by: 'assumed' });
  });

  it('takes the word of pipelines where what is bad has failed, and tells that it is theirs', () => {
    const hunt = huntIn(line('failed', 'failed', 'unknown', 'passed', 'passed'), [head]);
    assert.deepEqual([hunt.tells, hunt.asked], ['tells', name(2)]);
    assert.deepEqual(hunt.marks.get(name(3)), { mark: 'good', by: 'verdict' });
    const after = huntIn(line('failed', 'failed', 'unknown', 'passed', 'passed'), [head, said(2, 'good')]);
    assert.deepEqual(after.suspects, [name(1)]);
  });

  it('does not take it where a pipeline passed what is bad', () => {
    const hunt = huntIn(line('passed', 'failed', 'passed', 'passed'), [head]);
    assert.deepEqual([hunt.tells, hunt.step.kind], ['contradicts', 'none']);
    assert.equal(hunt.marks.get(name(2)), undefined);
  });

  it('searches between the ends that were said alone: what failed outside of them is of something else', () => {
    const hunt = huntIn(line('failed', 'failed', 'unknown', 'unknown', 'unknown', 'failed'), [
      said(1, 'bad'),
      said(4, 'good'),
    ]);
    assert.deepEqual(hunt.range, [4, 3, 2, 1].map(name));
    assert.equal(hunt.contradictions.length, 0);
  });

  it('leaves all that were skipped, and the next one that is bad', () => {
    const { suspects } = huntIn(untold(4), [head, said(1, 'skip'), said(2, 'skip'), said(3, 'good')]);
    assert.deepEqual(suspects, [2, 1, 0].map(name));
  });

  it('tells a bad one that is older than the oldest good one', () =>
    assert.deepEqual(huntIn(untold(6), [head, said(2, 'good'), said(4, 'bad')]).contradictions, [
      { bad: name(4), good: name(2) },
    ]));

  it('counts the last word on each', () => {
    const { suspects } = huntIn(untold(3), [head, said(2, 'good'), said(1, 'good'), said(1, 'bad')]);
    assert.deepEqual(suspects, [name(1)]);
  });

  it('tells a bad one that is older than a good one, and an answer of what is not there', () => {
    const hunt = huntIn(untold(6), [head, said(2, 'good'), said(4, 'bad'), said(5, 'good'), said(9, 'good')]);
    assert.deepEqual(hunt.contradictions, [{ bad: name(4), good: name(2) }]);
    assert.deepEqual(
      hunt.lost.map(({ commit }) => commit),
      [name(9)],
    );
    assert.equal(hunt.asked, name(1));
  });

  it('finds nothing where all that is bad is older than all that is good', () => {
    const { step, range } = huntIn(untold(4), [said(0, 'good'), said(2, 'bad')]);
    assert.deepEqual([step.kind, range.length], ['none', 4]);
  });
});
