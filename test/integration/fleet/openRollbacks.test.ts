import assert from 'node:assert/strict';
import { modeOf } from '../../../src/core/promotion/proposal/staleRollback';
import { startLab } from '../../lab';
import type { Lab } from '../../lab/lab';
import { never, observe, type ObservedLab } from './harness';

/** What the fleet says of a rollback that is open while its branch goes on. */
describe('Open rollbacks on the lab', function () {
  this.timeout(300_000);
  let lab: Lab;
  let seen: ObservedLab;

  before(async () => {
    lab = await startLab({ services: ['cart'], deployMs: 20 });
    seen = await observe(lab);
    await seen.fleet.refresh('start', never);
  });
  after(async () => {
    await seen.dispose();
    await lab.dispose();
  });

  const cell = 'cart/test';

  async function rollbacks() {
    await seen.fleet.refresh('person', never);
    const { proposals = [] } = seen.fleet.snapshot.edges.get('cart/dev>test') ?? {};
    return proposals.flatMap((one) =>
      one.kind === 'rollback' && one.pullRequest.state === 'open'
        ? [{ ...one, number: one.pullRequest.number, reasons: one.stale.join(' ') }]
        : [],
    );
  }

  it('are behind once the branch goes on, are made anew in the same pull request, and can be closed when void', async () => {
    await seen.fleet.refresh('person', never);
    const { head } = seen.fleet.snapshot.cells.get(cell) ?? {};
    assert.ok(head?.kind === 'known');
    const good = head.commit.sha;
    await lab.forge.commit('cart', 'test', 'Bad', { 'bad.txt': 'bad\n' });
    await seen.fleet.refresh('person', never);
    const asked = { kind: 'restore', to: good, reason: 'it burns' } as const;
    const proposed = await seen.fleet.previewRollback(cell, asked, never);
    const { pullRequest } = await seen.fleet.propose(proposed, 'update', never);
    const { number } = pullRequest;
    assert.deepEqual(
      (await rollbacks()).map((one) => [one.number, one.reasons]),
      [[number, '']],
    );

    await lab.forge.commit('cart', 'test', 'Later', { 'later.txt': 'later\n' });
    const [behind] = await rollbacks();
    assert.deepEqual([behind?.number, behind?.reasons], [number, 'targetMoved']);

    assert.ok(behind);
    assert.equal(behind.record.reason, 'it burns');
    const again = await seen.fleet.previewRollback(cell, modeOf(behind.record), never);
    const updated = await seen.fleet.propose(again, 'update', never);
    assert.deepEqual([updated.action, updated.pullRequest.number], ['updated', number]);
    assert.deepEqual(
      again.files.map(({ path }) => path).sort(),
      ['bad.txt', 'later.txt'],
      'what came later goes, too: the promised state has neither',
    );
    assert.deepEqual((await rollbacks())[0]?.reasons, '');

    await lab.forge.commit('cart', 'test', 'By hand', { 'bad.txt': null, 'later.txt': null });
    assert.deepEqual((await rollbacks())[0]?.reasons, 'noop');
    const closed = await seen.fleet.closeProposal('cart', { to: 'test' }, { number, comment: 'It is there.' }, never);
    assert.equal(closed.state, 'closed');
  });
});
