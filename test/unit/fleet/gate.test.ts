import assert from 'node:assert/strict';
import { evidenceOf, gateOf } from '../../../src/core/fleet/gate';
import { FleetStore } from '../../../src/core/fleet/store';
import type { Check } from '../../../src/core/forge/types';
import { pipelineState } from '../../../src/core/pipeline/rollUp';
import { aCatalog, aService } from './builders';

const commit = 'a'.repeat(40);
const edge = { from: 'dev', to: 'test', gates: { pipeline: 'required', soakMs: 0 } } as const;

describe('The gate of a promotion', () => {
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
      assert.equal(gateOf(edge, cellWith(states, at), commit).kind, gate);
    });
  }

  it('is unknown where nothing was looked at', () => {
    assert.equal(gateOf(edge, undefined, commit).kind, 'unknown');
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
  return store.latestCell('cart/dev');
}
