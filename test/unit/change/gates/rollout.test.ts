import assert from 'node:assert/strict';
import type { GateFacts, RolloutFact } from '../../../../src/core/change/gates/gateFacts';
import { rolloutGate } from '../../../../src/core/change/gates/rollout';
import { gatesOf } from '../../../../src/core/change/gates/verdict';
import { message } from '../../../../src/core/support/message';

const now = Date.UTC(2026, 10, 26, 12);
const [commit, other] = ['a', 'b'].map((letter) => letter.repeat(40)) as [string, string];
const edge = { from: 'test', to: 'prod', gates: { pipeline: 'advisory', soakMs: 0 } } as const;
const observed = { at: now, source: 'cluster staging' };
const forbidden = { kind: 'unknown', reason: 'forbidden', said: message('Rollouts may not be read.') } as const;
const through: RolloutFact = { name: 'cart', verdict: 'healthy', said: 'healthy' };
const inStep: RolloutFact = { name: 'cart', verdict: 'progressing', said: 'canary step 3 of 6, 40 %' };

const facts = (all: readonly RolloutFact[], more: GateFacts = {}): GateFacts => ({
  rollouts: { kind: 'known', all, observed },
  connection: { kind: 'live', observed },
  live: { kind: 'exact', deployment: { sha: commit } },
  ...more,
});

describe('The rollouts of the environment that is promoted from', () => {
  const cases: readonly [string, GateFacts, 'passed' | 'notPassed' | 'unknown', RegExp][] = [
    ['let it pass once through with this content', facts([through]), 'passed', /^All rollouts of test are through/],
    [
      'hold it up in a step',
      facts([through, inStep]),
      'notPassed',
      /^test is not through with its rollout\. cart: canary step 3 of 6, 40 %/,
    ],
    [
      'hold it up while paused',
      facts([{ ...inStep, verdict: 'suspended', said: 'paused by hand' }]),
      'notPassed',
      /paused by hand/,
    ],
    ['hold it up where aborted', facts([{ ...inStep, verdict: 'degraded', said: 'aborted' }]), 'notPassed', /aborted/],
    [
      'are not known where one is not',
      facts([through, { ...inStep, verdict: 'unknown', said: 'names no phase' }]),
      'unknown',
      /names no phase/,
    ],
    ['are not known where they may not be read', { ...facts([]), rollouts: forbidden }, 'unknown', /may not be read/],
    [
      'are not known of a cluster that answers no more',
      facts([through], { connection: { kind: 'stale', observed, cause: forbidden } }),
      'unknown',
      /may not be read/,
    ],
    [
      'hold it up with other content',
      facts([through], { live: { kind: 'exact', deployment: { sha: other } } }),
      'notPassed',
      /runs b+, not this commit/,
    ],
    ['hold it up with a mixture', facts([through], { live: { kind: 'mixed' } }), 'notPassed', /several deployments/],
    ['are not known where what runs is not', facts([through], { live: forbidden }), 'unknown', /may not be read/],
  ];
  for (const [what, seen, kind, said] of cases) {
    it(what, () => {
      const [gate] = rolloutGate(edge, seen, commit);
      assert.equal(gate?.kind, kind, gate?.said);
      assert.match(gate.said, said);
    });
  }

  it('pass with content that an earlier deployment brought', () => {
    const seen = facts([through], {
      live: { kind: 'exact', deployment: { sha: other } },
      sameContent: [commit, other],
    });
    assert.equal(rolloutGate(edge, seen, commit)[0]?.kind, 'passed');
  });

  it('are no gate where the branch names none', () => {
    assert.deepEqual(rolloutGate(edge, { connection: { kind: 'live', observed } }, commit), []);
  });

  it('are required, and their words have one line', () => {
    const said = 'message\n# heading\u202e';
    const verdict = gatesOf(edge, facts([{ ...inStep, said }]), {}, commit, now);
    assert.equal(verdict.kind, 'notPassed');
    const words = verdict.gates.find(({ name }) => name === 'rollout')?.said ?? '';
    assert.doesNotMatch(words, /[\n\u202e]/);
  });
});
