import assert from 'node:assert/strict';
import type { Proposal } from '../../../src/core/change/proposals/proposals';
import { recordedIn } from '../../../src/core/promotion/record/recorded';
import { trainId } from '../../../src/core/train/manifestText';
import { trainPart } from '../../../src/core/train/part';
import type * as Probe from '../../bench/probes/cockpit';
import { loadWithStub } from '../../bench/probes/withStub';
import { aTrain, shaOf } from '../train/build';
import { aPullRequest } from './cockpitFleet';

const edge = { from: 'dev', to: 'test' };
const manifest = aTrain([['cart'], ['checkout']], ['dev', 'test', 'prod']);

function ours(trailers: readonly string[], stale: (Proposal & { kind: 'ours' })['stale'] = []): Proposal {
  const lines = [`Promoted-From: dev@${shaOf('a')}`, `Promotion-Target: test@${shaOf('b')}`, ...trailers];
  const body = ['<!-- branchline promotion dev test', ...lines, '-->'].join('\n');
  const head = { branch: 'promote/dev-to-test/1234567890', commit: shaOf('c') };
  const pullRequest = { ...aPullRequest, title: 'Promote checkout 2', body, head };
  const record = recordedIn(pullRequest, edge);
  assert.ok(record);
  return { kind: 'ours', pullRequest, record, stale };
}

describe('the row of a pull request of a train', () => {
  let probe: typeof Probe;
  before(async () => (probe = await loadWithStub<typeof Probe>('test/bench/probes/cockpit.ts')));

  const trailers = trainPart(manifest, 'checkout', shaOf('tree')).trailers;
  const words = (proposal: Proposal, service = 'checkout') => probe.proposalAspect(proposal, { service, ...edge });

  it('says which train, which wave, and with whom', () => {
    const { label, sentence } = words(ours(trailers));
    const id = trainId(manifest);
    assert.equal(label, `Promote checkout 2 · train ${id.slice(0, 8)}, wave 2 of 2`);
    assert.equal(
      sentence,
      `Promote checkout 2. Part of release train ${id} (dev → test → prod), wave 2 of 2: cart, checkout.`,
    );
  });

  it('says first what stands against it', () => {
    const { label, severity } = words(ours(trailers, ['targetMoved']));
    assert.match(label, /^the target went on · train /);
    assert.equal(severity, 'warning');
  });

  it('says nothing of a train that is none, or of others', () => {
    assert.equal(words(ours([])).label, 'Promote checkout 2');
    assert.equal(words(ours(trailers), 'payment').label, 'Promote checkout 2');
    const forged = trailers.map((line) => line.replace('checkout', 'payment'));
    assert.equal(words(ours(forged)).label, 'Promote checkout 2');
  });
});
