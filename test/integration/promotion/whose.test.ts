import { strict as assert } from 'node:assert';
import type { DryRunDocument } from '../../../src/cli/output/dryRun';
import { ForgeWorld, manifest } from './forgeWorld';

describe('whose an open pull request is', function () {
  this.timeout(180_000);
  let world: ForgeWorld;

  beforeEach(async () => {
    world = await ForgeWorld.start();
  });
  afterEach(() => world.end());

  const edge = () => ['--repo', world.url, '--from', 'dev', '--to', 'test'];
  const back = () => ['--repo', world.url, '--branch', 'test', '--to', 'test~1'];

  async function told(...command: string[]) {
    const ran = await world.cli('ada', ...command, '--dry-run');
    const { dryRun } = ran.document as typeof ran.document & { readonly dryRun?: DryRunDocument };
    const open = dryRun?.open?.map(({ whose, kind, from }) => [whose, kind, from].filter(Boolean).join(' '));
    return { open: open?.toSorted(), action: dryRun?.action };
  }

  it('is told alike by every dry run: whatever is ours, with its kind, and what a person opened', async () => {
    await world.commit('test', 'Hotfix', { 'hot.yaml': 'a: 1\n' });
    await world.commit('test', 'Another', { 'other.yaml': 'a: 1\n' });
    await world.commit('dev', 'Image', { 'cart.yaml': manifest('cart:9') });
    await world.cli('ada', 'promote', ...edge());
    const promotion = 'ours promotion dev';
    assert.deepEqual(await told('rollback', ...back()), { open: [promotion], action: 'create' });
    await world.cli('ada', 'rollback', ...back());
    await world.commit('mine', 'By hand', { 'mine.yaml': 'b: 1\n' }, 'test');
    await world.openByHand('mine', 'test', 'Mine');
    const all = [promotion, 'ours rollback', 'person'];
    assert.deepEqual(await told('rollback', ...back()), { open: all, action: 'none' });
    assert.deepEqual(await told('promote', ...edge()), { open: all, action: 'none' });
    await world.cli('ada', 'return', ...edge());
    assert.deepEqual((await told('return', ...edge())).open, ['ours return test']);
  });
});
