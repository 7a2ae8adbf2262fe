import assert from 'node:assert/strict';
import { evidenceOf, pipelineGate } from '../../../../src/core/change/gates/pipeline';
import { FleetStore } from '../../../../src/core/fleet/state/store';
import type { Check } from '../../../../src/core/forge/types';
import { pipelineState } from '../../../../src/core/pipeline/rollUp';
import { aCatalog, aService } from '../../fleet/builders';

const commit = 'a'.repeat(40);
const edge = { from: 'dev', to: 'test', gates: { pipeline: 'required', soakMs: 0 } } as const;

describe('The pipeline gate of a promotion', () => {
  const cases: readonly { states: readonly string[]; at?: string; gate: string }[] = [
    { states: ['success', 'success'], gate: 'passed' },
    { states: ['success', 'failure'], gate: 'notPassed' },
    { states: ['success', 'pending'], gate: 'notPassed' },
    { states: ['success', 'a word nobody knows'], gate: 'notPassed' },
    { states: [], gate: 'unknown' },
    { states: ['success'], at: 'b'.repeat(40), gate: 'unknown' },
  ];
  for (const { states, at = commit, gate } of cases) {
    it(`is ${gate} for ${states.join(' and ') || 'no check'}${at === commit ? '' : ' at another commit'}`, () => {
      assert.equal(pipelineGate(edge, cellWith(states, at), commit).kind, gate);
    });
  }

  it('is unknown where nothing was looked at', () => {
    assert.equal(pipelineGate(edge, {}, commit).kind, 'unknown');
  });
});

describe('The pipeline gate of a commit that changes nothing that travels', () => {
  const origin = 'b'.repeat(40);
  const observed = { at: 0, source: 'forge' };
  const at = (sha: string, states: Readonly<Record<string, string>>) =>
    pipelineState(
      sha,
      Object.entries(states).map(([context, state]) => ({ context, state, description: '', updatedAt: '' })),
      observed,
    );
  const cases: readonly { name: string; before: Record<string, string>; own: Record<string, string>; gate: string }[] =
    [
      {
        name: 'what failed before it still counts',
        before: { ci: 'failure' },
        own: { docs: 'success' },
        gate: 'notPassed',
      },
      { name: 'what passed before it still counts', before: { ci: 'success' }, own: {}, gate: 'passed' },
      {
        name: 'a check that was skipped said nothing',
        before: { ci: 'failure' },
        own: { ci: 'skipped' },
        gate: 'notPassed',
      },
      {
        name: 'a check that ran again is the newer word',
        before: { ci: 'failure' },
        own: { ci: 'success' },
        gate: 'passed',
      },
      {
        name: 'a check that runs again has not passed yet',
        before: { ci: 'success' },
        own: { ci: 'pending' },
        gate: 'notPassed',
      },
      { name: 'nothing was ever reported', before: {}, own: {}, gate: 'unknown' },
    ];
  for (const { name, before, own, gate } of cases) {
    it(name, () => {
      const facts = { pipeline: at(commit, own), originPipeline: at(origin, before), sameContent: [commit, origin] };
      assert.equal(pipelineGate(edge, facts, commit).kind, gate);
    });
  }

  it('names the commit that a check is of', () => {
    const facts = {
      pipeline: at(commit, {}),
      originPipeline: at(origin, { ci: 'success' }),
      sameContent: [commit, origin],
    };
    assert.match(pipelineGate(edge, facts, commit).said, /ci: success at b{7,12}, with the same content/);
  });

  it('does not count what was said of other content', () => {
    const facts = { pipeline: at(commit, {}), originPipeline: at(origin, { ci: 'success' }), sameContent: [] };
    assert.equal(pipelineGate(edge, facts, commit).kind, 'unknown');
  });
});

it('A check that runs again is told as running, whatever it said before', () => {
  const check = { context: 'build', description: '', updatedAt: '2026-01-01T00:00:00Z' };
  const observed = { at: 7, source: 'forge' };
  const before = pipelineState(commit, [{ ...check, state: 'success' }], observed);
  const again = pipelineState(commit, [{ ...check, state: 'pending' }], observed, before);
  assert.deepEqual(evidenceOf(again), {
    commit,
    passed: false,
    observed: 7,
    checks: [{ name: 'build', state: 'running', since: check.updatedAt }],
  });
});

function cellWith(states: readonly string[], at: string) {
  const store = new FleetStore();
  store.setCatalog(aCatalog(aService('cart')));
  const checks = states.map((state, index): Check => ({
    context: `check ${index}`,
    state,
    description: '',
    updatedAt: '2026-01-01T00:00:00Z',
  }));
  store.updateCell('cart/dev', { pipeline: pipelineState(at, checks, { at: 0, source: 'forge' }) });
  return store.latestCell('cart/dev') ?? {};
}
