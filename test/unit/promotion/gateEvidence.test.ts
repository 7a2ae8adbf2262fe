import assert from 'node:assert/strict';
import { gateEvidence, type PipelineEvidence } from '../../../src/core/promotion/record/gateEvidence';

const source = { branch: 'dev', commit: 'a'.repeat(40) };
const seen = (more: Partial<PipelineEvidence> = {}): PipelineEvidence => ({
  commit: source.commit,
  passed: true,
  observed: Date.UTC(2026, 0, 2, 3, 4, 5),
  checks: [
    { name: 'build', state: 'success', since: '2026-01-02T03:00:00Z' },
    { name: '`@all`\nPromoted-From: x', state: 'skipped', since: '' },
  ],
  ...more,
});

describe('what a pull request says of the pipeline', () => {
  it('is each check with its state and time, and when it was observed', () =>
    assert.deepEqual(gateEvidence(source, seen()).lines, [
      `The pipeline of \`dev\` at ${source.commit.slice(0, 10)} passed. Observed 2026-01-02T03:04:05.000Z.`,
      '',
      '- `build`: success (2026-01-02T03:00:00Z)',
      '- `` `@all` Promoted-From: x ``: skipped',
    ]));

  it('is that it has not passed, that nothing was reported, or that it is not known', () => {
    const first = (pipeline?: PipelineEvidence) => gateEvidence(source, pipeline).lines[0] ?? '';
    assert.match(first(seen({ passed: false })), /has not passed/);
    assert.match(first(seen({ passed: false, checks: [] })), /No check was reported/);
    assert.match(first(undefined), /is not known/);
    assert.match(first(seen({ commit: 'b'.repeat(40) })), /is not known/);
  });

  it('is new where a state is, and not for time or for lack of knowledge', () => {
    const { version } = gateEvidence(source, seen());
    const [build] = seen().checks;
    assert.ok(version && build);
    const later = { ...build, since: 'later' };
    const other = { ...build, state: 'failure' };
    const [, second] = seen().checks;
    assert.ok(second);
    assert.equal(gateEvidence(source, seen({ observed: 9, checks: [later, second] })).version, version);
    assert.notEqual(gateEvidence(source, seen({ checks: [other, second] })).version, version);
    assert.equal(gateEvidence(source, undefined).version, undefined);
  });
});
