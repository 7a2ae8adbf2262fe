import assert from 'node:assert/strict';
import fc from 'fast-check';
import { requiredChecks } from '../../../../src/core/change/gates/requiredChecks';
import { reviewGate } from '../../../../src/core/change/gates/review';
import type { OpenReview, ReviewFacts } from '../../../../src/core/change/gates/reviewFacts';
import { namesakes } from '../../../../src/core/forge/namesakes';
import type { Judged, Judgement, Reviews, ToldDemands } from '../../../../src/core/forge/types';
import { pipelineState } from '../../../../src/core/pipeline/rollUp';
import { message } from '../../../../src/core/support/message';

const edge = { from: 'dev', to: 'prod', gates: { pipeline: 'required', soakMs: 0 } } as const;
const now = 1_790_000_000_000;
const demands: ToldDemands = {
  observed: { at: now, source: 'git.example.com' },
  protected: true,
  requiredChecks: ['deploy/*'],
  requiredApprovals: 1,
  needsCodeOwner: false,
  mayMerge: 'yes',
};
const free: ToldDemands = { ...demands, protected: false, requiredChecks: [], requiredApprovals: 0 };
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
      const gate = reviewGate(edge, facts, now);
      assert.deepEqual([gate.kind, gate.required], [kind, false], gate.said);
      assert.match(gate.said, said);
    });
  }

  const judged = (...states: readonly Judgement[]): Judged => ({ kind: 'each', judgements: states });
  const whole = (state: Judgement['state']) => judged({ name: 'all', of: 'other', state });
  const fine = { 'deploy/a': 'success' };
  const judgedCases: readonly [string, ToldDemands, OpenReview, string][] = [
    ['another demand is there', { ...free, others: ['Work item linking'] }, open(approved, fine).open, 'unknown'],
    ['more may be asked for', { ...free, mayAskMore: true }, open(approved, fine).open, 'unknown'],
    ['fewer builds succeeded than have to', { ...free, requiredBuilds: 3 }, open(approved, fine).open, 'notPassed'],
    ['as many succeeded', { ...free, requiredBuilds: 1 }, open(approved, fine).open, 'passed'],
    ['git cannot merge it', free, { ...open(approved, {}).open, mergeable: 'no' }, 'notPassed'],
    [
      'the forge would',
      { ...demands, others: ['x'] },
      { ...open(approved, fine).open, judged: whole('met') },
      'passed',
    ],
    ['the forge would not', demands, { ...open(approved, fine).open, judged: whole('unmet') }, 'notPassed'],
    ['the forge waits', demands, { ...open(approved, fine).open, judged: whole('waiting') }, 'notPassed'],
    ['the forge does not say', demands, { ...open(approved, fine).open, judged: whole('unknown') }, 'unknown'],
    ['what the forge says is not known', demands, { ...open(approved, fine).open, judged: forbidden }, 'unknown'],
    [
      'the check is not there, which the forge counts as well',
      demands,
      { ...open(approved, {}).open, judged: whole('met') },
      'notPassed',
    ],
    [
      'the forge judges check and approvals themselves',
      { ...demands, requiredChecks: ['ci'] },
      {
        ...open(noReviews, { ci: 'failure' }).open,
        judged: judged({ name: 'ci', of: 'check', state: 'met' }, { name: 'r', of: 'review', state: 'notApplicable' }),
      },
      'passed',
    ],
  ];
  for (const [name, asked, one, kind] of judgedCases) {
    it(`is ${kind} where ${name}`, () => {
      const gate = reviewGate(edge, { demands: asked, open: one }, now);
      assert.equal(gate.kind, kind, gate.said);
      if (kind !== 'passed')
        assert.notEqual(reviewGate(edge, { demands: asked, open: one, isHeld: true }, now).kind, 'passed');
    });
  }

  it('is not known by what was told before, once that cannot be read', () => {
    assert.equal(reviewGate(edge, { demands: free }, now).kind, 'passed');
    assert.equal(reviewGate(edge, { demands: free, isHeld: true }, now).kind, 'unknown');
    assert.equal(reviewGate(edge, { demands: free, isHeld: true, ...open(approved, {}) }, now).kind, 'unknown');
  });

  it('is not known by what was told long ago, and says when that was', () => {
    const at = (minutes: number) => reviewGate(edge, { demands: free }, now + minutes * 60_000);
    assert.deepEqual([at(29).kind, at(31).kind], ['passed', 'unknown']);
    assert.doesNotMatch(at(29).said, /told/);
    assert.match(at(31).said, /That is as it was told at 2026-09-21T14:13Z\./);
    const held = reviewGate(edge, { demands: free, isHeld: true }, now);
    assert.match(held.said, /That is as it was told at 2026-09-21T14:13Z: it could not be read now\./);
  });

  it('a demand of any name that is held against nothing is never passed', () =>
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.boolean(), (name, isOpen) => {
        const facts = { demands: { ...free, others: [name] }, ...(isOpen ? open(approved, fine) : {}) };
        return reviewGate(edge, facts, now).kind === 'unknown';
      }),
    ));

  it('a name that is required means all checks that are called so, however they are shown', () =>
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('ci', 'ci (2)', 'ci (3)'), fc.constantFrom('success', 'failure')), {
          minLength: 1,
        }),
        (all) => {
          const shown = namesakes(all.map(([context, state]) => ({ context, state, description: '', updatedAt: '' })));
          assert.equal(new Set(shown.map(({ context }) => context)).size, all.length, 'each is shown');
          const state = pipelineState('a'.repeat(40), shown, { at: 0, source: 'forge' });
          const own = all.filter(([context]) => context === 'ci').map(([, word]) => word);
          const found = requiredChecks({ requiredChecks: ['ci'] }, state).map((one) => one.state);
          assert.deepEqual(found.toSorted(), own.length === 0 ? ['missing'] : own.toSorted());
        },
      ),
    ));

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
