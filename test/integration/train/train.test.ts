import assert from 'node:assert/strict';
import { closeAll } from '../../../src/cli/commands/train/close';
import { trainNamed } from '../../../src/cli/commands/train/find';
import { unlessKept } from '../../../src/cli/commands/train/kept';
import { trainPlace } from '../../../src/cli/commands/train/place';
import { proposedAs } from '../../../src/core/git/remote';
import { manifest, services, TrainWorld, type Name, type Ran } from './world';

const way = ['dev', 'test'];
const waves = ['--wave', 'cart,payment', '--wave', 'checkout'];

describe('a release train', function () {
  this.timeout(240_000);
  let world: TrainWorld;
  let id: string;

  before(async () => {
    world = await TrainWorld.start();
  });
  after(() => world.end());

  const states = ({ document }: Ran) =>
    Object.fromEntries(
      (document.steps ?? []).flatMap((step) =>
        step.waves.flat().map(({ service, state }) => [service, state] as const),
      ),
    );
  const numbers = async () =>
    Object.fromEntries(
      await Promise.all(services.map(async (name) => [name, (await world.all(name)).length] as const)),
    );
  const told = ({ document }: Ran) =>
    (document.opened ?? []).map(({ service, kind }) => `${service} ${kind}`).toSorted();

  it('is planned as one, and starts as what was shown or not at all', async () => {
    const plan = await world.train('a', 'plan', ...way, ...waves);
    assert.equal(plan.code, 2, plan.stderr);
    id = plan.document.train;
    const other = await world.train('a', 'start', ...way, '--services', 'cart', '--expect', id);
    assert.equal(other.code, 1);
    assert.match(other.stderr, /not the train that was shown/);
    assert.deepEqual(await numbers(), { cart: 0, checkout: 0, payment: 0 });
  });

  it('who is stopped right after a push leaves what anybody finds by its name alone, and goes on with', async () => {
    await world.stopped(
      'a',
      () => services.some((name) => world.isPushed(name)),
      'start',
      ...way,
      ...waves,
      '--expect',
      id,
    );
    const before = await numbers();
    const status = await world.train('b', 'status', id);
    const expected = (name: Name) => (before[name] === 0 ? 'due' : 'open');
    const wanted = { cart: expected('cart'), payment: expected('payment'), checkout: 'later' };
    assert.deepEqual(states(status), wanted, status.stderr);
    await world.stopped(
      'b',
      async () => (await world.all('cart')).length + (await world.all('payment')).length > 0,
      'continue',
      id,
    );
    const went = await world.train('c', 'continue', id);
    assert.deepEqual([went.code, states(went)], [2, { cart: 'open', payment: 'open', checkout: 'later' }], went.stderr);
    assert.deepEqual(await numbers(), { cart: 1, checkout: 0, payment: 1 });
    const alone = await world.promote('c', 'cart', '--dry-run');
    assert.match(alone.stdout, new RegExp(`#1 .*of train ${id}, which it leaves`), alone.stderr);
  });

  it('a wave waits until the one before has landed, and passed at exactly what it landed as', async () => {
    await world.land('cart', 'test', 'merge', 'success');
    await world.land('payment', 'test', 'squash');
    // The check that deploys has not begun: deployments before had it.
    await world.pipeline('payment', 'test', 'success', 'build');
    assert.equal(states(await world.train('b', 'status', id))['payment'], 'waiting');
    await world.pipeline('payment', 'test', 'failure');
    // The commits that landed tell of the train as well.
    await world.editBody('cart', 1, 'Nothing of a train.');
    const stopped = await world.train('b', 'continue', id);
    assert.deepEqual(
      [stopped.code, states(stopped)],
      [3, { cart: 'passed', payment: 'failed', checkout: 'later' }],
      stopped.stderr,
    );
    assert.equal((await numbers())['checkout'], 0);
  });

  it('a service that moved since goes on only as what a person has seen of it now', async () => {
    await world.pipeline('payment', 'test', 'success');
    await world.commit('checkout', 'dev', 'Third', manifest('checkout', '3'));
    await world.pipeline('checkout', 'dev', 'success');
    const moved = await world.train('b', 'continue', id);
    assert.deepEqual(
      [moved.code, told(moved), (await numbers())['checkout']],
      [3, ['checkout moved'], 0],
      moved.stderr,
    );
    const word = moved.document.opened?.[0]?.word ?? '';
    const went = await world.train('c', 'continue', id, '--accept-moved', `checkout=${word}`);
    assert.deepEqual([went.code, told(went)], [2, ['checkout opened']], went.stderr);
    await world.land('checkout', 'test', 'rebase', 'success');
    const done = await world.train('a', 'continue', id, '--wait', '--timeout', '5s');
    assert.deepEqual([done.code, done.document.state], [0, 'done'], done.stderr);
    assert.match(await world.file('checkout', 'test'), /checkout:3/);
  });

  it('goes back as it was, the last first, by one pull request each', async () => {
    await world.catalog(undefined, { test: '{ name: test, movedBy: { engine: kargo } }' });
    const warned = await world.train('b', 'back', id, '--dry-run');
    assert.match(warned.stdout, /An engine moves test, says the catalog: it may bring back what this takes away/);
    await world.catalog();
    const seen = await world.train('b', 'back', id, '--dry-run');
    assert.equal(seen.code, 2, seen.stderr);
    assert.equal(seen.document.expect, warned.document.expect, 'the same is undone');
    assert.doesNotMatch(seen.stdout, /moves test/);
    const back = await world.train('b', 'back', id, '--expect', seen.document.expect ?? '');
    const ways = (ran: Ran) => (ran.document.back ?? []).map(({ service, kind }) => `${service} ${kind}`);
    assert.deepEqual(ways(back), ['checkout opened', 'payment opened', 'cart opened'], back.stderr);
    const again = await world.train('c', 'back', id);
    assert.deepEqual(ways(again), ['checkout done', 'payment done', 'cart done'], again.stderr);
    assert.deepEqual(await numbers(), { cart: 2, checkout: 2, payment: 2 });
    for (const name of services) await world.land(name, 'test', 'merge');
    const files = await Promise.all(services.map((name: Name) => world.file(name, 'test')));
    assert.ok(files.every((text) => text.includes(':1\n')));
    const status = await world.train('a', 'status', id);
    assert.deepEqual(states(status), { cart: 'rolledBack', payment: 'rolledBack', checkout: 'rolledBack' });
  });

  it('along a chain each step brings what was shown at first, and nobody is overtaken', async () => {
    for (const name of services) {
      await world.commit(name, 'dev', 'Fourth', manifest(name, '4'));
      await world.pipeline(name, 'dev', 'success');
    }
    const chain = [...way, 'prod', '--services', 'cart,payment'];
    const { document, stderr } = await world.train('a', 'plan', ...chain);
    assert.deepEqual(
      document.waves?.map((cars) => cars.map(({ service }) => service)),
      [['payment'], ['cart']],
      stderr,
    );
    const name = document.train;
    await world.train('a', 'start', ...chain, '--expect', name);
    await world.land('payment', 'test', 'squash', 'success');
    await world.pipeline('payment', 'test', 'success', 'build');
    const theirs = await world.forge.openPullRequest('gitops/cart', { head: 'dev', base: 'test', title: 'By hand' });
    const taken = await world.train('b', 'continue', name);
    assert.deepEqual([taken.code, told(taken)], [3, ['cart taken']], taken.stderr);
    await world.forge.closePullRequest('gitops/cart', theirs);
    await world.train('b', 'continue', name);
    await world.land('cart', 'test', 'merge', 'success');
    const onward = await world.train('c', 'continue', name);
    assert.deepEqual([onward.code, told(onward)], [2, ['payment opened']], onward.stderr);
    assert.deepEqual(
      (await world.open('payment')).map(({ base }) => base),
      ['prod'],
    );
    const stopped = await world.train('c', 'stop', name, '--close');
    assert.deepEqual([stopped.code, stopped.document.state, await world.open('payment')], [0, 'halted', []]);
    const halted = await world.train('b', 'continue', name, '--again', 'payment');
    assert.deepEqual([halted.code, halted.document.state, told(halted)], [3, 'halted', []], 'whoever goes on hears it');
    const shown = await world.train('b', 'continue', name, '--resume', '--again', 'payment', '--dry-run');
    assert.deepEqual([told(shown), shown.document.opened?.[0]?.items?.length], [['payment wouldOpen'], 1]);
    const other = await world.train('b', 'continue', name, '--resume', '--expect', shown.document.expect ?? '');
    assert.deepEqual([other.code, await world.open('payment')], [1, []], 'not without what was decided in it');
    assert.match(other.stderr, /not what was shown/);
    assert.equal((await world.train('a', 'status', name)).document.state, 'halted', 'and it is stopped as before');
    const resumed = await world.train('b', 'continue', name, '--resume');
    assert.deepEqual([resumed.code, resumed.document.state], [3, 'stopped'], resumed.stderr);
    const [closed] = (await world.all('payment')).toSorted((one, other) => other.number - one.number);
    const proposed = await world.git('payment', 'rev-parse', `refs/pull/${closed?.number}/head`);
    assert.equal(
      await proposedAs(world.remote('payment'), proposed),
      closed?.number,
      'the forge keeps what was proposed',
    );
    // As where the forge lists it no more.
    await world.editBody('payment', closed?.number ?? 0, 'Nothing of a train.');
    const lost = await world.train('b', 'continue', name);
    assert.deepEqual([lost.code, told(lost)], [3, ['payment moved']], lost.stderr);
    await world.editBody('payment', closed?.number ?? 0, closed?.body ?? '');
    const again = await world.train('a', 'continue', name, '--again', 'payment');
    assert.deepEqual(told(again), ['payment opened'], again.stderr);
    // A service that left the catalog is unknown alone.
    await world.catalog('{}', { but: 'cart', file: 'less.yaml' });
    const less = await world.train('a', 'status', name, '--catalog', 'less.yaml');
    assert.deepEqual([less.code, states(less)], [1, { payment: 'open', cart: 'unknown' }], less.stderr);
    await world.editBody('payment', again.document.opened?.[0]?.number ?? 0, 'Nothing of a train.');
    const erased = await world.train('b', 'continue', name, '--again', 'payment');
    assert.deepEqual([erased.code, told(erased)], [3, ['payment taken']], erased.stderr);
    // Who stops the train has seen it open, and it was taken over since.
    const place = await trainPlace({}, world.context());
    const train = await trainNamed(name, place, undefined);
    const [open] = await world.open('payment');
    const seen = ['cart', 'payment'].map((service) => ({ service, step: 1, number: open?.number ?? 0, url: '' }));
    const closings = await closeAll(place, { ...train, id: 'f'.repeat(20) }, seen.slice(1));
    assert.deepEqual(
      [closings.map(({ outcome }) => outcome.kind), (await world.open('payment')).length],
      [['left'], 1],
    );
    const gone = await closeAll(place, train, [{ service: 'stock', step: 1, number: 1, url: '' }, ...seen]);
    assert.deepEqual(
      gone.map(({ outcome }) => outcome.kind),
      ['failed', 'failed', 'left'],
    );
    await world.land('payment', 'prod', 'squash', 'success');
    assert.match(await world.file('payment', 'prod'), /payment:4/);
  });

  it('a look that follows another one reads again only what has changed', async () => {
    const place = { ...(await trainPlace({}, world.context())), kept: new Map() };
    const [service] = place.catalog.services.filter((one) => one.name === 'cart');
    assert.ok(service);
    let looks = 0;
    const look = () =>
      unlessKept(place, service, way, () => {
        looks += 1;
        return Promise.resolve([{ kind: 'none' } as const]);
      });
    await look();
    await look();
    assert.equal(looks, 1);
    await world.commit('cart', 'test', 'Meanwhile', { 'other.yaml': 'a: 1\n' });
    await look();
    await look();
    assert.equal(looks, 2, 'a branch that moved');
    const number = await world.forge.openPullRequest('gitops/cart', { head: 'dev', base: 'test', title: 'By hand' });
    await look();
    assert.equal(looks, 3, 'a pull request that was opened');
    await world.forge.closePullRequest('gitops/cart', number);
    await look();
    assert.equal(looks, 4, 'and closed');
    const deployment = await world.head('cart', 'test');
    const landed = (kind: 'passed' | 'waiting') =>
      unlessKept(place, service, way, () => {
        looks += 1;
        const about = { pullRequest: undefined, promised: deployment, deployment, commits: [deployment] };
        return Promise.resolve([{ kind: 'landed', ...about, tree: deployment, verdict: { kind, said: '' } } as const]);
      });
    place.kept.clear();
    await landed('waiting');
    await landed('waiting');
    assert.equal(looks, 6, 'what waits is looked at each time');
    await landed('passed');
    await landed('passed');
    assert.equal(looks, 7);
    await world.pipeline('cart', 'test', 'failure', 'late');
    await landed('passed');
    assert.equal(looks, 8, 'a check that was run again');
  });
});
