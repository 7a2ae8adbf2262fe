import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { Ending } from '../../lab/ending';
import { labRelay } from '../../lab/labRelay';
import { TrainWorld } from './world';

describe('a release train that is waited for', function () {
  this.timeout(60_000);
  const ending = new Ending();
  let world: TrainWorld;
  before(async () => {
    world = await TrainWorld.start();
    await ending.add(() => world.end());
  });
  after(() => ending.run());

  it('goes on when a relay tells, before it would have looked again', async () => {
    const relay = await labRelay(world.forge, ending, { owner: 'gitops' });
    const { document } = await world.train('a', 'plan', 'dev', 'test', '--services', 'payment');
    const started = await world.train('a', 'start', 'dev', 'test', '--services', 'payment', '--expect', document.train);
    assert.equal(started.code, 2, started.stderr);
    // Without one it looks again after twenty seconds, which it does not have.
    const call = ['continue', document.train, '--wait', '--timeout', '19s', '--relay', relay.url];
    const waiting = world.train('a', ...call);
    await pause(4_000);
    await world.land('payment', 'test', 'merge', 'success');
    const { code, stderr } = await waiting;
    assert.equal(code, 0, stderr);
    assert.match(stderr, /^Told by the relay 127\.0\.0\.1:\d+$/m);
  });

  it('is not looked for where the relay has no address', async () => {
    const { code, stderr } = await world.text(
      'a',
      'continue',
      'x'.repeat(20),
      '--wait',
      '--relay',
      'relay.example.com',
    );
    assert.equal(code, 1);
    assert.match(stderr, /The address of the relay is no address/);
  });
});
