import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  contradictionsIn,
  nextStep,
  tellsOf,
  withVerdicts,
  type Mark,
  type Marks,
} from '../../../src/core/bisect/search';
import type { DeploymentVerdict } from '../../../src/core/measures/deployment';

interface Asked {
  readonly step: ReturnType<typeof nextStep>;
  readonly questions: number;
  readonly marks: Marks;
}

function search(known: Marks, answer: (at: number) => Mark): Asked {
  const marks = new Map(known);
  for (let questions = 0; ; questions += 1) {
    const step = nextStep(marks);
    if (step.kind !== 'ask') return { step, questions, marks };
    assert.ok(!marks.has(step.at), 'nobody is asked twice');
    marks.set(step.at, answer(step.at));
  }
}

/** A line of deployments that broke once: from which on it is bad. */
const broken = fc
  .integer({ min: 2, max: 400 })
  .chain((length) => fc.record({ length: fc.constant(length), first: fc.integer({ min: 1, max: length - 1 }) }));

const ends = (length: number): Marks =>
  new Map<number, Mark>([
    [0, 'good'],
    [length - 1, 'bad'],
  ]);
const truth =
  (first: number) =>
  (at: number): Mark =>
    at >= first ? 'bad' : 'good';

describe('which deployment broke it', () => {
  it('is found exactly where it broke once, in as many questions as halving takes, and one more', () =>
    fc.assert(
      fc.property(broken, ({ length, first }) => {
        const { step, questions } = search(ends(length), truth(first));
        assert.deepEqual(step, { kind: 'found', at: first });
        assert.ok(questions <= Math.ceil(Math.log2(length)) + 1, `${questions} of ${length}`);
      }),
    ));

  it('is in what is left where some cannot be told, and what is left is no more than was skipped', () =>
    fc.assert(
      fc.property(broken, fc.array(fc.nat({ max: 399 })), ({ length, first }, untold) => {
        const skipped = new Set(untold.filter((at) => at > 0 && at < length - 1));
        const { step, marks } = search(ends(length), (at) => (skipped.has(at) ? 'skip' : truth(first)(at)));
        if (step.kind === 'found') assert.equal(step.at, first);
        else {
          assert.equal(step.kind, 'range');
          const { from, to } = step;
          assert.ok(from <= first && first <= to);
          for (let at = from; at < to; at += 1) assert.equal(marks.get(at), 'skip');
        }
      }),
    ));

  it('is found with any verdicts that say the truth, in no more questions than without', () =>
    fc.assert(
      fc.property(broken, fc.array(fc.nat({ max: 399 })), ({ length, first }, told) => {
        const known = [length - 1, ...told.filter((at) => at < length)];
        const verdicts = new Map(
          known.map((at): [number, DeploymentVerdict] => [at, at >= first ? 'failed' : 'passed']),
        );
        const marks = withVerdicts(ends(length), verdicts);
        assert.deepEqual(contradictionsIn(marks), []);
        const { step, questions } = search(marks, truth(first));
        assert.deepEqual(step, { kind: 'found', at: first });
        assert.ok(questions <= Math.ceil(Math.log2(length)) + 1);
      }),
    ));

  it('goes on from what is known as if it had never stopped', () =>
    fc.assert(
      fc.property(broken, fc.nat({ max: 10 }), ({ length, first }, stop) => {
        const marks = new Map(ends(length));
        for (let asked = 0; asked < stop; asked += 1) {
          const step = nextStep(marks);
          if (step.kind !== 'ask') break;
          marks.set(step.at, truth(first)(step.at));
        }
        // In arguments stand only the newest good one and the oldest bad one.
        const good = Math.max(...[...marks].filter(([, mark]) => mark === 'good').map(([at]) => at));
        const bad = Math.min(...[...marks].filter(([, mark]) => mark === 'bad').map(([at]) => at));
        const again = new Map<number, Mark>([
          [good, 'good'],
          [bad, 'bad'],
        ]);
        assert.deepEqual(nextStep(again), nextStep(marks));
      }),
    ));

  it('is the newest time where it broke more than once, and the other is told', () => {
    const marks = new Map<number, Mark>([
      [0, 'good'],
      [2, 'bad'],
      [4, 'good'],
      [6, 'bad'],
    ]);
    assert.deepEqual(contradictionsIn(marks), [{ bad: 2, good: 4 }]);
    assert.deepEqual(nextStep(marks), { kind: 'ask', at: 5, left: 2 });
  });

  it('is not looked for where nothing bad is newer than what is good', () => {
    assert.deepEqual(
      nextStep(
        new Map<number, Mark>([
          [3, 'good'],
          [1, 'bad'],
        ]),
      ),
      { kind: 'none' },
    );
  });

  it('is not told by a pipeline that passed where it was bad', () => {
    const marks = ends(5);
    const passed = new Map<number, DeploymentVerdict>([
      [4, 'passed'],
      [2, 'failed'],
    ]);
    assert.equal(tellsOf(marks, passed), 'contradicts');
    assert.equal(withVerdicts(marks, passed), marks);
    assert.equal(tellsOf(marks, new Map([[2, 'failed']])), 'silent');
    const failed = new Map<number, DeploymentVerdict>([
      [4, 'failed'],
      [2, 'passed'],
      [3, 'unknown'],
    ]);
    assert.deepEqual([...withVerdicts(marks, failed)].sort(), [
      [0, 'good'],
      [2, 'good'],
      [4, 'bad'],
    ]);
  });
});
