import assert from 'node:assert/strict';
import { standing } from '../../../../src/core/change/gates/gate';
import { gatesOf } from '../../../../src/core/change/gates/verdict';
import { pipelineState } from '../../../../src/core/pipeline/rollUp';

const commit = 'a'.repeat(40);
const now = Date.UTC(2026, 10, 26, 12);
const pipeline = (state: string) =>
  pipelineState(commit, [{ context: 'ci', state, description: '', updatedAt: '' }], { at: now, source: 'forge' });
const frozen = { kind: 'once', from: now - 1, to: now + 60_000, reason: 'Sale' } as const;

describe('All gates of a commit', () => {
  it('are passed where all that are required are', () => {
    const edge = { from: 'dev', to: 'test', gates: { pipeline: 'advisory', soakMs: 0 } } as const;
    const verdict = gatesOf(edge, { pipeline: pipeline('failure') }, {}, commit, now);
    assert.deepEqual(
      [verdict.kind, ...verdict.gates.map(({ name, kind }) => `${name} ${kind}`)],
      ['passed', 'pipeline notPassed', 'review unknown'],
    );
  });

  it('come to the worst of them, and each says why', () => {
    const edge = { from: 'dev', to: 'test', gates: { pipeline: 'required', soakMs: 1, freeze: [frozen] } } as const;
    const verdict = gatesOf(edge, {}, {}, commit, now);
    assert.equal(verdict.kind, 'notPassed');
    assert.deepEqual(
      standing(verdict).map(({ name, kind }) => `${name} ${kind}`),
      ['pipeline unknown', 'soak unknown', 'freeze notPassed'],
    );
    assert.match(
      verdict.gates.find(({ name }) => name === 'freeze')?.said ?? '',
      /^test is frozen until 2026-11-26T12:01Z \(Sale\)\.$/,
    );
    assert.equal(
      gatesOf(edge, {}, {}, commit, now + 60_000).kind,
      'unknown',
      'not frozen any more, and nothing else is known',
    );
  });
});
