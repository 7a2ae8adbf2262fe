import { strict as assert } from 'node:assert';
import { setTimeout } from 'node:timers/promises';
import { manifest } from '../promotion/forgeWorld';
import { UpdateWorld, type Updated } from './world';

const own = 'update/cart/dev';

describe('what a rollback took away', function () {
  this.timeout(240_000);
  let here: UpdateWorld;

  beforeEach(async () => {
    here = await UpdateWorld.start();
  });
  afterEach(() => here.end());

  const back = async (branch: string, style: 'merge' | 'squash') => {
    const ran = await here.world.cli(
      'ada',
      'rollback',
      '--repo',
      here.world.url,
      '--branch',
      branch,
      '--to',
      `${branch}~1`,
    );
    assert.equal(ran.code, 0, ran.stderr);
    await here.world.land(ran.document.pullRequest?.number, style);
  };
  const first = ({ cart }: Updated) => cart.images[0];

  it('is not proposed again until there is a newer one', async () => {
    await here.push('1.1.0');
    await here.push('1.2.0');
    const { cart } = await here.update();
    await here.world.land(cart.proposal?.pullRequest?.number, 'squash');
    await back('dev', 'squash');
    assert.match(await here.file('dev'), /cart:1\.0\.0 /);

    const held = await here.update();
    assert.deepEqual([held.code, first(held)?.verdict, first(held)?.to?.tag], [3, 'held', '1.2.0'], held.stderr);
    assert.equal(first(held)?.heldBy?.environment, 'dev');
    assert.deepEqual(here.world.open(), []);
    assert.match((await here.text('ada')).stdout, /1\.2\.0 is held: .*1\.2\.0 was rolled back on dev/);

    await here.push('1.2.1');
    const newer = await here.update();
    assert.deepEqual([newer.code, first(newer)?.to?.tag], [0, '1.2.1'], newer.stderr);
  });

  it('from a later environment is held, too, also where the message of the squash was edited', async () => {
    await here.push('1.1.0');
    await here.world.commit('test', 'Ahead', { 'cart.yaml': manifest(`${here.image}:1.1.0`) });
    const ran = await here.world.cli('ada', 'rollback', '--repo', here.world.url, '--branch', 'test', '--to', 'test~1');
    const number = ran.document.pullRequest?.number ?? 0;
    const merging = `${here.world.forge.url}/api/v1/repos/${here.world.repository}/pulls/${number}/merge`;
    const asked = {
      method: 'POST',
      headers: { authorization: `token ${here.world.tokens.ada}`, 'content-type': 'application/json' },
      body: JSON.stringify({ Do: 'squash', MergeTitleField: 'Oops', MergeMessageField: 'No word of it.' }),
    };
    // 405: whether it can be merged is not computed yet.
    while ((await fetch(merging, asked)).status === 405) await setTimeout(50);
    assert.deepEqual(here.world.open(), []);
    const held = await here.update();
    assert.deepEqual(
      [held.code, first(held)?.verdict, first(held)?.heldBy?.environment],
      [3, 'held', 'test'],
      held.stderr,
    );
  });

  it('and a person brought back is held no more', async () => {
    await here.push('1.1.0');
    await here.world.commit('dev', 'Image', { 'cart.yaml': manifest(`${here.image}:1.1.0`) });
    await back('dev', 'merge');
    assert.equal(first(await here.update())?.verdict, 'held');
    await here.world.commit('dev', 'Again', { 'cart.yaml': manifest(`${here.image}:1.1.0`) });
    await here.world.commit('dev', 'By hand', { 'cart.yaml': manifest(`${here.image}:1.0.0`) });
    const ran = await here.update();
    assert.deepEqual([ran.code, first(ran)?.verdict], [0, 'update'], ran.stderr);
  });

  it('by its digest is held until the tag moves again', async () => {
    await here.catalog(`{ image: "${here.image}", digest: pin }`);
    const good = await here.push('1.0.0', { content: 'good' });
    await here.world.commit('dev', 'Pinned', { 'cart.yaml': manifest(`${here.image}:1.0.0@${good}`) });
    await here.push('1.0.0', { content: 'bad' });
    const { cart } = await here.update();
    await here.world.land(cart.proposal?.pullRequest?.number, 'merge');
    await back('dev', 'merge');
    const held = await here.update();
    assert.deepEqual([held.code, first(held)?.verdict], [3, 'held'], held.stderr);
    const next = await here.push('1.0.0', { content: 'better' });
    assert.equal(first(await here.update())?.to?.digest, next);
  });

  it('closes what proposes it', async () => {
    await here.push('1.1.0');
    await here.world.commit('test', 'Ahead', { 'cart.yaml': manifest(`${here.image}:1.1.0`) });
    const { cart } = await here.update();
    await back('test', 'merge');
    const held = await here.update();
    assert.equal(held.cart.withdrawn, cart.proposal?.pullRequest?.number, held.stderr);
    assert.notEqual(await here.world.head(own), undefined);
  });
});
