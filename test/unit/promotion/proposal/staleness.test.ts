import { strict as assert } from 'node:assert';
import type { EdgeState, Plan } from '../../../../src/core/promotion/plan';
import { recordedIn, type RecordedProposal } from '../../../../src/core/promotion/record/recorded';
import {
  isVoid,
  needsRebuild,
  staleReasons,
  type ProposalFacts,
  type StaleReason,
} from '../../../../src/core/promotion/proposal/staleness';
import { changeRecord, ofCommit } from '../../../../src/core/promotion/record/record';

const sha = (letter: string) => letter.repeat(40);

const record: RecordedProposal = {
  kind: 'promotion',
  from: { branch: 'dev', commit: sha('a') },
  target: { branch: 'test', commit: sha('b') },
  partial: false,
};

function aPlan(state: EdgeState, { source = sha('a'), target = sha('b') } = {}): Plan {
  const waits = state !== 'inSync' && state !== 'downstreamOnly';
  return {
    edge: { from: 'dev', to: 'test' },
    source: { branch: 'dev', commit: source },
    target: { branch: 'test', commit: target, tree: sha('c') },
    state,
    baseline: { commit: null, tree: null, rung: 'none', inferred: false },
    prediction: { tree: sha('d') },
    items: waits ? [{ path: 'a.yaml', change: 'changed', reintroduced: false }] : [],
    conflicts: [],
    hotfixes: [],
    untouched: [],
    commits: [],
    notes: [],
  };
}

const asProposed: ProposalFacts = {
  record,
  state: 'open',
  head: 'promote/dev-to-test/aaaaaaaaaa',
  base: 'test',
  mergeable: 'yes',
  plan: aPlan('pending'),
  onSource: true,
  onTarget: false,
};

const cases: readonly (readonly [string, Partial<ProposalFacts>, readonly StaleReason[]])[] = [
  ['nothing moved', {}, []],
  ['the source went on', { plan: aPlan('pending', { source: sha('e') }) }, ['sourceAdvanced']],
  [
    'it comes from the source itself, which went on',
    { head: 'dev', plan: aPlan('pending', { source: sha('e') }) },
    ['headMoved'],
  ],
  ['it comes from the source itself', { head: 'dev' }, []],
  ['the target went on', { plan: aPlan('pending', { target: sha('e') }) }, ['targetMoved']],
  ['the source was rewritten', { plan: aPlan('pending', { source: sha('e') }), onSource: false }, ['sourceRewritten']],
  ['both sides changed the same', { plan: aPlan('conflict') }, ['conflict']],
  ['the forge cannot merge it', { mergeable: 'no' }, ['conflict']],
  ['the forge does not know yet', { mergeable: 'unknown' }, []],
  ['everything arrived by another way', { plan: aPlan('inSync', { target: sha('e') }) }, ['noop', 'targetMoved']],
  ['only a hotfix is left', { plan: aPlan('downstreamOnly') }, ['noop']],
  ['the baseline is unknown', { plan: aPlan('unknownBaseline') }, []],
  ['the required pipeline failed since', { gateFailed: true }, ['gateRegressed']],
  ['somebody turned it to another branch', { base: 'prod' }, ['baseMismatch']],
  ['it was closed and the changes still wait', { state: 'closed' }, ['closedUnmerged']],
  ['it was closed and nothing waits', { state: 'closed', plan: aPlan('inSync') }, []],
  ['its commit is on the target without its merge', { onTarget: true }, ['mergedOutside']],
  ['it landed', { state: 'merged', onTarget: true }, []],
];

describe('whether an open promotion is stale', () => {
  for (const [what, facts, reasons] of cases) {
    it(`${what}: ${reasons.join(', ') || 'no'}`, () =>
      assert.deepEqual(staleReasons({ ...asProposed, ...facts }), reasons));
  }

  it('offers to close what is void, and to rebuild what would merge something else', () => {
    assert.deepEqual([isVoid(['noop', 'targetMoved']), isVoid(['targetMoved'])], [true, false]);
    assert.deepEqual([needsRebuild(['targetMoved']), needsRebuild(['sourceAdvanced'])], [true, false]);
  });
});

it('accuses nobody where git cannot tell', () => {
  const { record: recorded, state, head, base, mergeable } = asProposed;
  const plan = aPlan('pending', { source: sha('e') });
  assert.deepEqual(staleReasons({ record: recorded, state, head, base, mergeable, plan }), []);
});

describe('whose a pull request is', () => {
  const ours = ofCommit(
    changeRecord({
      title: 'Promote dev to test',
      introduction: ['One change.'],
      sections: [],
      summary: [],
      trailers: [`Promoted-From: dev@${sha('a')}`, `Promotion-Target: test@${sha('b')}`],
      identity: ['promotion', 'dev', 'test'],
    }),
    sha('f'),
  );
  const edge = { from: 'dev', to: 'test' };
  const head = { branch: 'promote/dev-to-test/aaaaaaaaaa' };

  it('ours by marker and branch, with what it was made from', () =>
    assert.deepEqual(recordedIn({ body: ours.body, head }, edge), { ...record, commit: sha('f') }));

  it('also where it comes from the source branch itself', () =>
    assert.ok(recordedIn({ body: ours.body, head: { branch: 'dev' } }, edge)));

  it('also where a forge changed the line ends', () =>
    assert.ok(recordedIn({ body: ours.body.replaceAll('\n', '\r\n'), head }, edge)));

  it('of another edge, though its name begins the same', () => {
    assert.equal(recordedIn({ body: ours.body, head }, { from: 'dev', to: 'tes' }), undefined);
    assert.equal(recordedIn({ body: ours.body, head }, { from: 'test', to: 'prod' }), undefined);
  });

  it('a person’s where the branch is theirs, or the marker is gone', () => {
    assert.equal(recordedIn({ body: ours.body, head: { branch: 'feature' } }, edge), undefined);
    assert.equal(recordedIn({ body: 'Promote dev to test', head }, edge), undefined);
  });
});
