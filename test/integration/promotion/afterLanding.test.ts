import { strict as assert } from 'node:assert';
import type { DryRunDocument } from '../../../src/cli/output/dryRun';
import { ForgeWorld, manifest } from './forgeWorld';

describe('what would be left to promote once open pull requests of people have landed', function () {
  this.timeout(300_000);
  let world: ForgeWorld;

  beforeEach(async () => {
    world = await ForgeWorld.start();
    await world.commit('dev', 'A flag', { 'flag.yaml': 'on: true\n' });
  });
  afterEach(() => world.end());

  async function proposeByHand(branch: string, files: Readonly<Record<string, string>>): Promise<number> {
    await world.commit(branch, `By hand: ${branch}`, files, 'test');
    return world.openByHand(branch, 'test', branch);
  }

  async function after() {
    const { document, stderr } = await world.promote('ada', '--dry-run');
    assert.equal(stderr, '');
    const { open = [] } = (document as { readonly dryRun: DryRunDocument }).dryRun;
    return new Map(open.map((one) => [one.number, one.after]));
  }

  it('is predicted one on top of the other, in the order of their numbers', async () => {
    const image = await proposeByHand('image', { 'cart.yaml': manifest('cart:2') });
    const flag = await proposeByHand('flag', { 'flag.yaml': 'on: true\n' });
    assert.deepEqual(
      await after(),
      new Map([
        [flag, { kind: 'left', items: 0, of: 2 }],
        [image, { kind: 'left', items: 1, of: 2 }],
      ]),
    );
  });

  it('is a conflict where somebody sets another value, and nothing where the branch itself is proposed', async () => {
    const other = await proposeByHand('other', { 'cart.yaml': manifest('cart:9') });
    assert.deepEqual(await after(), new Map([[other, { kind: 'conflict' }]]));
    await world.close(other);
    const whole = await world.openByHand('dev', 'test', 'All of dev');
    assert.deepEqual(await after(), new Map([[whole, { kind: 'left', items: 0, of: 2 }]]));
  });

  it('leaves every branch as it was', async () => {
    await proposeByHand('image', { 'cart.yaml': manifest('cart:2') });
    const heads = () => world.git('for-each-ref', '--format=%(refname) %(objectname)');
    const before = await heads();
    await after();
    assert.equal(await heads(), before);
  });
});
