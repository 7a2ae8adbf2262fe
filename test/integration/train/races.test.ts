import assert from 'node:assert/strict';
import { advance } from '../../../src/cli/commands/train/advance';
import { trainNamed } from '../../../src/cli/commands/train/find';
import { trainPlace } from '../../../src/cli/commands/train/place';
import { noDecisions } from '../../../src/core/train/state';
import { manifest, TrainWorld, type Ran } from './world';

const way = ['dev', 'test'];

/** What others do between what was shown of a train and what is opened of it. */
describe('who goes on with a release train while others are at it', function () {
  this.timeout(240_000);
  let world: TrainWorld;
  let id: string;

  // The first wave: cart is open, the gates of the other two hold them up, then that of checkout has passed.
  beforeEach(async () => {
    world = await TrainWorld.start();
    for (const name of ['checkout', 'payment'] as const) await world.pipeline(name, 'dev', 'failure');
    const plan = await world.train('a', 'plan', ...way, '--wave', 'cart,checkout,payment');
    id = plan.document.train;
    await world.train('a', 'start', ...way, '--wave', 'cart,checkout,payment', '--expect', id);
    await world.pipeline('checkout', 'dev', 'success');
  });
  afterEach(() => world.end());

  /** Goes on as was shown, while something happens in between. */
  async function goOn(meanwhile: () => Promise<void>): Promise<readonly string[]> {
    const shown = await world.train('a', 'continue', id, '--dry-run');
    assert.deepEqual(told(shown), ['checkout wouldOpen', 'payment gates']);
    const place = await trainPlace({}, world.context());
    const train = await trainNamed(id, place, undefined);
    const { outcomes } = await advance(place, train, noDecisions, {
      isDryRun: false,
      expect: shown.document.expect,
      begin: meanwhile,
    });
    return outcomes.map(({ service, outcome }) => `${service} ${outcome.kind}`).toSorted();
  }
  const told = ({ document }: Ran) =>
    (document.opened ?? []).map(({ service, kind }) => `${service} ${kind}`).toSorted();
  const open = async () =>
    (await Promise.all((['checkout', 'payment'] as const).map((name) => world.open(name)))).map(({ length }) => length);

  it('opens what was shown, and not what has got its way meanwhile', async () => {
    assert.deepEqual(await goOn(() => world.pipeline('payment', 'dev', 'success')), [
      'checkout opened',
      'payment gates',
    ]);
    assert.deepEqual(await open(), [1, 0]);
  });

  it('opens nothing of what is another change meanwhile', async () => {
    const push = async () => {
      await world.commit('checkout', 'dev', 'Third', manifest('checkout', '3'));
      await world.pipeline('checkout', 'dev', 'success');
    };
    assert.deepEqual(await goOn(push), ['checkout moved', 'payment gates']);
    assert.deepEqual(await open(), [0, 0]);
  });

  it('opens nothing once somebody has stopped it', async () => {
    const stop = async () => {
      const stopped = await world.train('b', 'stop', id, '--close');
      assert.equal(stopped.document.state, 'halted', stopped.stderr);
    };
    assert.deepEqual(await goOn(stop), ['checkout refused', 'payment gates']);
    assert.deepEqual(await open(), [0, 0]);
  });
});
