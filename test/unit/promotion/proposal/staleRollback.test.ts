import { strict as assert } from 'node:assert';
import { rolledBackIn } from '../../../../src/core/promotion/record/recorded';
import {
  modeOf,
  staleRollbackReasons,
  type RollbackFacts,
} from '../../../../src/core/promotion/proposal/staleRollback';
import type { StaleReason } from '../../../../src/core/promotion/proposal/staleness';
import { changeRecord, ofCommit } from '../../../../src/core/promotion/record/record';
import type { RollbackRecord } from '../../../../src/core/promotion/record/trailers';

const sha = (letter: string) => letter.repeat(40);

const undo: RollbackRecord = { kind: 'rollback', target: 'prod', undone: [{ first: sha('a'), last: sha('a') }] };
const older: RollbackRecord = { ...undo, restored: sha('b') };
const record: RollbackRecord = { ...older, head: sha('a') };

const asProposed: RollbackFacts = {
  record,
  state: 'open',
  base: 'prod',
  mergeable: 'yes',
  head: sha('a'),
  onTarget: false,
  outcome: 'unknown',
};

describe('an open rollback', () => {
  const moved = { head: sha('c') };
  const cases: readonly (readonly [string, Partial<RollbackFacts>, readonly StaleReason[]])[] = [
    ['is as it was shown while the branch stays', {}, []],
    ['is behind once the branch went on', { ...moved, outcome: 'possible' }, ['targetMoved']],
    ['is behind, too, where what it would do now is not known', moved, ['targetMoved']],
    ['has nothing left to do where the promised state is there already', { ...moved, outcome: 'there' }, ['noop']],
    ['stands against what came later', { ...moved, outcome: 'conflict' }, ['conflict', 'targetMoved']],
    ['cannot be merged where the forge says so', { mergeable: 'no' }, ['conflict']],
    ['was merged by another way', { ...moved, onTarget: true }, ['mergedOutside']],
    ['was turned towards another branch', { base: 'test' }, ['baseMismatch']],
    ['is accused of nothing where the branch is missing', { head: undefined }, []],
    ['is accused of nothing once it ended', { ...moved, state: 'closed' }, []],
  ];
  for (const [name, facts, reasons] of cases) {
    it(name, () => assert.deepEqual(staleRollbackReasons({ ...asProposed, ...facts }), reasons));
  }

  it('of an older version does not say where it was made, and is accused of nothing', () => {
    assert.deepEqual(staleRollbackReasons({ ...asProposed, ...moved, record: older }), []);
  });

  it('is read from its own text, for its own branch alone', () => {
    const trailers = [
      `Rolled-Back-To: ${sha('b')}`,
      `Rolled-Back: ${sha('a')}..${sha('a')}`,
      `Rollback-Target: prod@${sha('a')}`,
    ];
    const parts = { title: 'Roll back', introduction: [], sections: [], summary: [], trailers };
    const { body } = ofCommit(changeRecord({ ...parts, identity: ['rollback', 'prod'] }), sha('f'));
    const head = { branch: 'rollback/prod/to-b' };
    assert.deepEqual(rolledBackIn({ body, head }, 'prod'), { ...record, commit: sha('f') });
    assert.equal(rolledBackIn({ body, head }, 'pro'), undefined);
    assert.equal(rolledBackIn({ body, head: { branch: 'prod-fix' } }, 'prod'), undefined);
    assert.equal(rolledBackIn({ body: 'Roll back prod', head }, 'prod'), undefined);
  });

  it('is asked for again in the same way', () => {
    assert.deepEqual(modeOf(record), { kind: 'restore', to: sha('b') });
    assert.deepEqual(modeOf(undo), { kind: 'undo', deployments: [sha('a')] });
  });
});
