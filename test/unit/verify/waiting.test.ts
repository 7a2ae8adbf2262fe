import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Requirement, RequirementState } from '../../../src/core/verify/requirement';
import { Waiting } from '../../../src/core/verify/waiting';
import { aRequirement } from './builders';

const timing = { settleMs: 10, timeoutMs: 100, patienceMs: 30 };

/** Looks by time: the state of the environment, and of the checks. What the last one led to, and when. */
function run(
  looks: readonly (readonly [at: number, environment: string, checks?: string])[],
): readonly [string, number] {
  const waiting = new Waiting(timing, 0);
  for (const [at, environment, checks = ''] of looks) {
    const { next } = waiting.step(all('o', environment), all('c', checks), at);
    if (next.kind !== 'waiting') return [next.kind, at];
  }
  return ['waiting', looks.at(-1)?.[0] ?? 0];
}

const states: Readonly<Record<string, RequirementState>> = {
  '+': 'met',
  '.': 'waiting',
  '-': 'failing',
  '?': 'unknown',
};

/** `+.?-`: one requirement a letter; `!` is one that fails for good. */
function all(prefix: string, letters: string): readonly Requirement[] {
  return Array.from(letters, (letter) => letter).map((letter, index) =>
    letter === '!'
      ? aRequirement(`${prefix}${index}`, 'failing', { isFinal: true })
      : aRequirement(`${prefix}${index}`, states[letter] ?? 'unknown'),
  );
}

describe('waiting for an environment', () => {
  const cases: readonly (readonly [string, Parameters<typeof run>[0], readonly [string, number]])[] = [
    [
      'verified once all has been met for the settle time',
      [
        [0, '.+'],
        [5, '++'],
        [14, '++'],
        [15, '++'],
      ],
      ['verified', 15],
    ],
    [
      'a break begins it anew',
      [
        [0, '++'],
        [9, '+.'],
        [10, '++'],
        [19, '++'],
        [20, '++'],
      ],
      ['verified', 20],
    ],
    [
      'not known is a break, too',
      [
        [0, '++'],
        [9, '+?'],
        [10, '++'],
        [19, '++'],
      ],
      ['waiting', 19],
    ],
    [
      'nothing at all is not met',
      [
        [0, ''],
        [50, ''],
        [100, ''],
      ],
      ['late', 100],
    ],
    [
      'what is not met in time is late',
      [
        [0, '.'],
        [99, '.'],
        [100, '.'],
      ],
      ['late', 100],
    ],
    [
      'met at the end, and not for long enough, is late',
      [
        [0, '.'],
        [95, '+'],
        [100, '+'],
      ],
      ['late', 100],
    ],
    [
      'settled at the very end is verified',
      [
        [0, '.'],
        [90, '+'],
        [100, '+'],
      ],
      ['verified', 100],
    ],
    [
      'what is not known is waited for to the end',
      [
        [0, '?'],
        [50, '?'],
        [99, '?'],
        [100, '?'],
      ],
      ['late', 100],
    ],
    [
      'what fails is given up after the patience',
      [
        [0, '.-'],
        [29, '.-'],
        [30, '.-'],
      ],
      ['gaveUp', 30],
    ],
    [
      'but not where it was better in between',
      [
        [0, '-'],
        [20, '.'],
        [25, '-'],
        [54, '-'],
        [55, '-'],
      ],
      ['gaveUp', 55],
    ],
    [
      'each thing has patience of its own',
      [
        [0, '-.'],
        [20, '.-'],
        [40, '.-'],
        [49, '.-'],
        [50, '.-'],
      ],
      ['gaveUp', 50],
    ],
    [
      'what fails for good is not waited for',
      [
        [0, '+', '.'],
        [10, '+', '!'],
      ],
      ['gaveUp', 10],
    ],
    [
      'checks have to pass as well',
      [
        [0, '+', '.'],
        [10, '+', '.'],
        [50, '+', '+'],
      ],
      ['verified', 50],
    ],
    [
      'and the environment has to stand while they do',
      [
        [0, '+', '.'],
        [50, '.', '+'],
        [55, '+', '+'],
      ],
      ['waiting', 55],
    ],
  ];
  for (const [what, looks, ends] of cases) it(what, () => assert.deepEqual(run(looks), ends));

  it('says when the checks may run, and when the next look is due', () => {
    const waiting = new Waiting(timing, 0);
    const at = (now: number, letters: string) => waiting.step(all('o', letters), all('c', '.'), now).next;
    assert.deepEqual(at(3, '.'), { kind: 'waiting', settled: false, until: 100 });
    assert.deepEqual(at(4, '+'), { kind: 'waiting', settled: false, until: 14 });
    assert.deepEqual(at(14, '+'), { kind: 'waiting', settled: true, until: 100 });
    assert.deepEqual(at(20, '-'), { kind: 'waiting', settled: false, until: 50 });
  });

  it('tells what changed, once', () => {
    const waiting = new Waiting(timing, 0);
    const told = (letters: string) => waiting.step(all('o', letters), [], 1).changes.map(({ id }) => id);
    assert.deepEqual(told('..'), ['o0', 'o1']);
    assert.deepEqual(told('.+'), ['o1']);
    assert.deepEqual(told('.+'), []);
  });

  it('verified means: met at every look of the last settle time, and all checks passed, whatever came before', () => {
    const letter = fc.constantFrom('+', '+', '+', '.', '-', '?');
    const look = fc.tuple(fc.integer({ min: 1, max: 12 }), fc.array(letter, { minLength: 1, maxLength: 3 }), letter);
    let verified = 0;
    fc.assert(
      fc.property(fc.array(look, { minLength: 1, maxLength: 30 }), (looks) => {
        const waiting = new Waiting({ ...timing, patienceMs: 1_000 }, 0);
        let now = 0;
        const seen: { readonly at: number; readonly good: boolean }[] = [];
        for (const [after, letters, check] of looks) {
          now += after;
          const good = letters.every((one) => one === '+');
          seen.push({ at: now, good });
          const { next } = waiting.step(all('o', letters.join('')), all('c', check), now);
          const lastBad = seen.findLast((one) => !one.good)?.at ?? -Infinity;
          const since = seen.find((one) => one.at > lastBad)?.at ?? Infinity;
          const holds = good && check === '+' && now - since >= timing.settleMs;
          assert.equal(next.kind === 'verified', holds);
          if (holds) verified += 1;
          if (next.kind !== 'waiting') {
            assert.equal(next.kind, holds ? 'verified' : 'late');
            if (!holds) assert.ok(now >= timing.timeoutMs);
            return;
          }
          assert.ok(now < timing.timeoutMs && next.until > now);
        }
      }),
      { numRuns: 2_000 },
    );
    assert.ok(verified > 100, `only ${verified} of the runs were verified: the law says little`);
  });
});
