import assert from 'node:assert/strict';
import { requiredChecks, reviewGate, type ReviewFacts } from '../../../../src/core/change/gates/review';
import type { LandingDemands, Reviews } from '../../../../src/core/forge/types';
import { pipelineState } from '../../../../src/core/pipeline/rollUp';
import { message } from '../../../../src/core/support/message';

const edge = { from: 'dev', to: 'prod', gates: { pipeline: 'required', soakMs: 0 } } as const;
const demands: LandingDemands = {
  protected: true,
  requiredChecks: ['deploy/*'],
  requiredApprovals: 1,
  needsCodeOwner: false,
  mayMerge: 'yes',
};
const free: LandingDemands = { ...demands, protected: false, requiredChecks: [], requiredApprovals: 0 };
const noReviews: Reviews = { approvedBy: [], changesRequestedBy: [], requested: [] };
const approved: Reviews = { ...noReviews, approvedBy: ['ada'] };
const checks = (states: Readonly<Record<string, string>>) =>
  pipelineState(
    'a'.repeat(40),
    Object.entries(states).map(([context, state]) => ({ context, state, description: '', updatedAt: '' })),
    { at: 0, source: 'forge' },
  );
const open = (reviews: Reviews, states: Readonly<Record<string, string>>) => ({
  open: { number: 7, reviews, checks: checks(states) },
});
const forbidden = { kind: 'unknown', reason: 'forbidden', said: message('Not for you.') } as const;

describe('Whether a pull request may land', () => {
  const cases: readonly [string, ReviewFacts, 'passed' | 'notPassed' | 'unknown', RegExp][] = [
    ['is not known where the forge did not tell', {}, 'unknown', /not known/],
    [
      'is not known to who is not told what is asked for, and is no “nothing is asked for”',
      { demands: { ...free, untold: true }, ...open(approved, { ci: 'success' }) },
      'unknown',
      /told to administrators alone\. #7 has 1 approval/,
    ],
    [
      'is no where changes are asked for, whatever is not told',
      { demands: { ...free, untold: true }, ...open({ ...approved, changesRequestedBy: ['roz'] }, {}) },
      'notPassed',
      /by roz/,
    ],
    [
      'is not said beforehand to who is not told',
      { demands: { ...free, untold: true } },
      'unknown',
      /administrators alone\.$/,
    ],
    ['is said beforehand', { demands }, 'unknown', /^prod asks for 1 approval, the checks deploy\/\*\.$/],
    ['is said where nothing is asked for', { demands: free }, 'passed', /no review and no check/],
    [
      'is no where you may not',
      { demands: { ...free, mayMerge: 'no' }, ...open(noReviews, {}) },
      'notPassed',
      /You may not/,
    ],
    [
      'is no without the approval',
      { demands, ...open(noReviews, { 'deploy/a': 'success' }) },
      'notPassed',
      /no approval/,
    ],
    ['is no without the check', { demands, ...open(approved, {}) }, 'notPassed', /deploy\/\*: missing/],
    [
      'is no while the check runs',
      { demands, ...open(approved, { 'deploy/a/b': 'pending' }) },
      'notPassed',
      /deploy\/a\/b: running|queued/,
    ],
    [
      'is no where changes are asked for',
      { demands: free, ...open({ ...approved, changesRequestedBy: ['roz'] }, {}) },
      'notPassed',
      /by roz/,
    ],
    [
      'is yes with all of it',
      { demands, ...open(approved, { 'deploy/a': 'success', lint: 'failure' }) },
      'passed',
      /1 approval \(ada\); deploy\/a: success/,
    ],
    [
      'is not known where an owner has to approve',
      { demands: { ...demands, needsCodeOwner: true }, ...open(approved, { 'deploy/a': 'success' }) },
      'unknown',
      /code owner/,
    ],
    [
      'is not known where reviews may not be seen',
      { demands, open: { number: 7, reviews: forbidden, checks: checks({ 'deploy/a': 'success' }) } },
      'unknown',
      /Not for you/,
    ],
  ];
  for (const [name, facts, kind, said] of cases) {
    it(name, () => {
      const gate = reviewGate(edge, facts);
      assert.deepEqual([gate.kind, gate.required], [kind, false], gate.said);
      assert.match(gate.said, said);
    });
  }

  it('takes a check by its name before it takes it for a pattern', () => {
    const required = requiredChecks(
      { ...demands, requiredChecks: ['build (x)', 'a/*'] },
      checks({ 'build (x)': 'success', 'a/b/c': 'failure', b: 'error' }),
    );
    assert.deepEqual(required, [
      { name: 'build (x)', state: 'success' },
      { name: 'a/b/c', state: 'failure' },
    ]);
  });
});
