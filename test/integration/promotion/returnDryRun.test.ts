import { strict as assert } from 'node:assert';
import type { DryRunDocument } from '../../../src/cli/output/dryRun';
import { ForgeWorld, manifest } from './forgeWorld';

describe('return --dry-run', function () {
  this.timeout(240_000);
  let world: ForgeWorld;

  beforeEach(async () => {
    world = await ForgeWorld.start();
    await world.commit('test', 'Hotfix', { 'hot.yaml': 'a: 1\n' });
  });
  afterEach(() => world.end());

  const bringBack = (...flags: readonly string[]) =>
    world.cli('ada', 'return', '--repo', world.url, '--from', 'dev', '--to', 'test', ...flags);
  async function dry() {
    const ran = await bringBack('--dry-run');
    assert.deepEqual([ran.code, ran.stderr], [2, '']);
    const { dryRun } = ran.document as typeof ran.document & { readonly dryRun: DryRunDocument };
    const open = dryRun.open?.map(({ number, whose, head }) => [number, whose, head.branch]);
    return { open, action: dryRun.action, items: dryRun.items.map(({ path }) => path), branch: ran.document.branch };
  }

  it('tells what stands open towards the branch, whose it is, and what becomes of ours', async () => {
    const { branch, ...first } = await dry();
    assert.deepEqual(first, { open: [], action: 'create', items: ['hot.yaml'] });

    await world.commit('mine', 'By hand', { 'mine.yaml': 'b: 1\n' }, 'dev');
    const byHand = [await world.openByHand('mine', 'dev', 'Mine'), 'person', 'mine'];
    assert.deepEqual(await dry(), { open: [byHand], action: 'create', items: ['hot.yaml'], branch });

    const made = (await bringBack()).document.pullRequest;
    const ours = [made?.number, 'ours', branch];
    assert.deepEqual(await dry(), { open: [ours, byHand], action: 'none', items: ['hot.yaml'], branch });

    await world.commit('test', 'Another', { 'other.yaml': 'c: 1\n' });
    const more = await dry();
    assert.deepEqual(more, { open: [ours, byHand], action: 'update', items: ['hot.yaml', 'other.yaml'], branch });
    const updated = (await bringBack()).document.pullRequest;
    assert.deepEqual([updated?.number, updated?.action], [made?.number, 'updated']);
  });

  it('counts a rollback of the branch among ours, and leaves it as it is', async () => {
    await world.cli('ada', 'rollback', '--repo', world.url, '--branch', 'dev', '--to', 'dev~1');
    const { open, action } = await dry();
    const [[, whose, head] = []] = open ?? [];
    assert.deepEqual([open?.length, whose, action], [1, 'ours', 'create']);
    assert.match(String(head), /^rollback\/dev\/to-/);
  });

  it('asks no forge with --no-pr', async () => {
    const ran = await bringBack('--dry-run', '--no-pr');
    const { dryRun } = ran.document as typeof ran.document & { readonly dryRun: DryRunDocument };
    assert.deepEqual([dryRun.open, dryRun.action], [undefined, undefined]);
  });

  it('says it to people, too', async () => {
    const made = (await bringBack()).document.pullRequest;
    await world.commit('dev', 'Image 3', { 'cart.yaml': manifest('cart:3') });
    const { stdout } = await world.text(
      'ada',
      'return',
      '--repo',
      world.url,
      '--from',
      'dev',
      '--to',
      'test',
      '--dry-run',
    );
    assert.match(
      stdout,
      new RegExp(
        `\npull requests:\n {2}#${made?.number} cart: Return a hotfix .* \\(ours, a hotfix that returns\\)\n {2}the open one would be brought up`,
      ),
    );
  });
});
