import assert from 'node:assert/strict';
import type { CellId } from '../../../src/core/fleet/state/snapshot';
import { startLab } from '../../lab';
import type { Lab } from '../../lab/lab';
import { never, observe, type ObservedLab } from './harness';

/** Pull requests of ours that are on no edge: rollbacks of the first branch, and what comes back to it. */
describe('Open pull requests towards a branch that no edge leads to', function () {
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

  async function towards(cell: CellId) {
    await seen.fleet.refresh('person', never);
    const { proposals = [] } = seen.fleet.snapshot.cells.get(cell) ?? {};
    return proposals.map(({ kind, pullRequest, stale }) => ({ kind, number: pullRequest.number, stale }));
  }

  it('a rollback of the first branch is shown, goes stale, and can be closed', async () => {
    const { head } = seen.fleet.snapshot.cells.get('cart/dev') ?? {};
    assert.ok(head?.kind === 'known');
    await lab.forge.commit('cart', 'dev', 'Bad', { 'bad.txt': 'bad\n' });
    await seen.fleet.refresh('person', never);
    const preview = await seen.fleet.previewRollback('cart/dev', { kind: 'restore', to: head.commit.sha }, never);
    const { number } = (await seen.fleet.propose(preview, 'update', never)).pullRequest;
    assert.deepEqual(await towards('cart/dev'), [{ kind: 'rollback', number, stale: [] }]);
    await lab.forge.commit('cart', 'dev', 'By hand', { 'bad.txt': null });
    assert.deepEqual(await towards('cart/dev'), [{ kind: 'rollback', number, stale: ['noop'] }]);
    await seen.fleet.closeProposal('cart', { to: 'dev' }, { number, comment: 'It is there.' }, never);
    assert.deepEqual(await towards('cart/dev'), []);
  });

  it('the return of a hotfix is shown, takes what was fixed since, and says so once it is there', async () => {
    await lab.forge.commit('cart', 'test', 'Hotfix', { 'fix.txt': 'one\n' });
    await seen.fleet.refresh('person', never);
    const back = () => seen.fleet.previewBackflow('cart/dev>test', { kind: 'hotfix' }, never);
    const first = await seen.fleet.propose(await back(), 'update', never);
    const { number } = first.pullRequest;
    assert.deepEqual(await towards('cart/dev'), [{ kind: 'return', number, stale: [] }]);

    await lab.forge.commit('cart', 'test', 'Second hotfix', { 'more.txt': 'two\n' });
    await seen.fleet.refresh('person', never);
    const preview = await back();
    assert.deepEqual(
      preview.existing.map(({ pullRequest }) => pullRequest.number),
      [number],
    );
    const again = await seen.fleet.propose(preview, 'update', never);
    assert.deepEqual([again.action, again.pullRequest.number], ['updated', number]);

    await lab.forge.commit('cart', 'dev', 'By hand', { 'fix.txt': 'one\n', 'more.txt': 'two\n' });
    assert.deepEqual(await towards('cart/dev'), [{ kind: 'return', number, stale: ['noop'] }]);
    await seen.fleet.closeProposal('cart', { to: 'dev' }, { number, comment: 'It is there.' }, never);
    assert.deepEqual(await towards('cart/dev'), []);
  });
});
