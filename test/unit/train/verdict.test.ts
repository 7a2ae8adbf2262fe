import assert from 'node:assert/strict';
import type { GateVerdict } from '../../../src/core/change/gates/gate';
import { pipelineState } from '../../../src/core/pipeline/rollUp';
import { landedVerdict } from '../../../src/core/train/verdict';
import { shaOf } from './build';

const deployment = shaOf('landed');
const observed = { at: 0, source: 'git.example.com' };

function pipeline(...states: readonly string[]) {
  const checks = states.map((state, index) => ({ context: `c${index}`, state, description: '', updatedAt: '' }));
  return pipelineState(deployment, checks, observed);
}

const soak = (kind: 'passed' | 'notPassed' | 'unknown'): GateVerdict => ({
  commit: deployment,
  kind,
  gates: [{ name: 'soak', kind, required: true, said: 'Four hours are asked for.' }],
  checks: [],
});

describe('whether what landed runs well', () => {
  const cases: readonly [string, string, ReturnType<typeof landedVerdict>['kind']][] = [
    ['success', 'success', 'passed'],
    ['success', 'failure', 'failed'],
    ['success', 'error', 'failed'],
    ['success', 'pending', 'waiting'],
    ['success', 'a word that nobody knows', 'unknown'],
    ['skipped', 'skipped', 'unknown'],
  ];
  for (const [one, other, verdict] of cases) {
    it(`${one} and ${other}: ${verdict}`, () => {
      assert.equal(landedVerdict('test', deployment, pipeline(one, other), []).kind, verdict);
    });
  }

  it('of another commit nothing is known, and where nothing was reported it waits', () => {
    const other = { ...pipeline('success'), commit: shaOf('other') };
    assert.equal(landedVerdict('test', deployment, other, []).kind, 'unknown');
    assert.equal(landedVerdict('test', deployment, undefined, []).kind, 'unknown');
    assert.equal(landedVerdict('test', deployment, pipeline(), []).kind, 'waiting');
  });

  it('it has soaked as long as the path that leads on asks for', () => {
    const kinds = (['passed', 'notPassed', 'unknown'] as const).map(
      (kind) => landedVerdict('test', deployment, pipeline('success'), [soak('passed'), soak(kind)]).kind,
    );
    assert.deepEqual(kinds, ['passed', 'waiting', 'unknown']);
  });
});
