import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startLab } from '../../lab';
import type { Lab } from '../../lab/lab';
import { CartPipeline } from './lab';

describe('The lab’s agent with branchline verify as its last step', function () {
  this.timeout(300_000);
  let lab: Lab;
  let cart: CartPipeline;
  before(async () => {
    lab = await startLab({ services: ['cart'], deployMs: 20, verify: true });
    cart = new CartPipeline(lab);
  });
  after(() => lab.dispose());

  it('says the same under both contexts: of a deployment that is well, and of one that is not', async () => {
    const text = await readFile(join(lab.workspace, 'cart', 'deployment.yaml'), 'utf8');
    const image = (tag: string) => ({ 'deployment.yaml': text.replace(/(shop\/cart:)\S+/, `$1${tag}`) });
    for (const [tag, verdict, said] of [
      ['9.0.0', 'success', /^cart\/dev runs \w{10}: \d objects as it says/],
      ['9.0.1-broken', 'failure', /^cart\/dev: Deployment cart: .*9\.0\.1-broken/],
    ] as const) {
      const head = await lab.forge.commit('cart', 'dev', `Image ${tag}`, image(tag));
      assert.equal(await lab.settled('cart', 'dev'), verdict);
      const [ours] = await cart.statusesOf(head);
      const [agents] = await cart.statusesOf(head, 'deploy/dev');
      assert.deepEqual([ours?.status, agents?.status], [verdict, verdict]);
      assert.match(ours?.description ?? '', said);
      // 140 characters of it are posted.
      assert.equal(agents?.description.slice(0, 139), ours?.description.slice(0, 139));
    }
  });
});
