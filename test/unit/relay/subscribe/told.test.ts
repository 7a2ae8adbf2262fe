import assert from 'node:assert/strict';
import { randomFrom } from '../../../lab/real/scale/random';
import { FakeTime, settled } from './fakeTime';
import { ObservedModel } from './observedModel';
import { commitOf, RelayModel } from './relayModel';

const second = 1_000;
const minute = 60 * second;
/** A row on screen, with its jitter and a beat. */
const asBeforeMs = 12.5 * second * 1.2 + 4 * second;

interface World {
  readonly time: FakeTime;
  readonly relay: RelayModel;
  readonly model: ObservedModel;
}

/** A fleet that a relay has told of for a while. */
async function inWorld(
  names: readonly string[],
  work: (world: World) => Promise<void>,
  token = 'secret',
): Promise<void> {
  const time = new FakeTime();
  const relay = new RelayModel(time);
  const model = new ObservedModel(time, randomFrom(7), names, token);
  try {
    await model.start();
    await time.pass(20 * minute);
    await work({ time, relay, model });
  } finally {
    model.dispose();
    relay.dispose();
  }
  await settled();
  assert.deepEqual({ alarms: time.waiting, connections: relay.open }, { alarms: 0, connections: 0 });
}

const asked = ({ model }: World) => [...model.asked.values()].reduce((sum, count) => sum + count, 0);

describe('a fleet that a relay tells of', () => {
  it('asks for little while nothing happens, whether its window is looked at or not', () =>
    inWorld(['cart', 'pay'], async (world) => {
      const before = asked(world);
      await world.time.pass(60 * minute);
      const perHour = asked(world) - before;
      assert.ok(perHour <= 2 * 3 * 6, `${perHour} requests in an hour`);
      for (const id of ['cart/dev', 'pay/prod'] as const)
        assert.equal(world.model.store.latestCell(id)?.pipeline.observed?.everyMs, 15 * minute);
    }));

  it('is swept, also where somebody comes and goes every minute', () =>
    inWorld(['cart'], async (world) => {
      world.model.change('cart', 'checks');
      for (let at = 0; at < 21; at++) {
        world.model.setFocus(at % 2 === 0);
        await world.time.pass(minute);
      }
      assert.deepEqual(world.model.shown, world.model.truth);
    }));

  it('is looked at as before, and no fact holds for longer, once the relay is away', () =>
    inWorld(['cart', 'pay'], async ({ time, relay, model }) => {
      relay.set('down');
      await settled();
      assert.equal(model.store.latestCell('cart/dev')?.pipeline.observed?.everyMs, undefined);
      for (const name of ['cart', 'pay']) model.change(name, 'head');
      await time.pass(asBeforeMs);
      assert.deepEqual(model.shown, model.truth);
    }));

  it('notices a relay that says nothing any more', () =>
    inWorld(['cart'], async ({ time, relay, model }) => {
      relay.set('silent');
      model.change('cart', 'head');
      await time.pass(45 * second + asBeforeMs);
      assert.deepEqual(model.shown, model.truth);
    }));

  it('is looked at once more when the relay is back, whatever came in between', () =>
    inWorld(['cart'], async ({ time, relay, model }) => {
      relay.set('down');
      await time.pass(10 * minute);
      relay.set('none');
      model.change('cart', 'checks'); // nobody told the relay either
      await time.pass(90 * second + asBeforeMs);
      assert.equal(relay.open, 1);
      assert.deepEqual(model.shown, model.truth);
    }));

  it('goes on from its place, so that nothing of a short break is missed', () =>
    inWorld(['cart'], async ({ time, relay, model }) => {
      relay.set('refuses');
      const { head } = model.change('cart', 'head');
      relay.tell('gitops/cart', 'push', { branch: 'dev', commit: commitOf('cart', head) });
      relay.set('none');
      await time.pass(5 * second);
      assert.match(relay.requests.at(-1)?.place ?? '', /^1\.\d+$/);
      assert.deepEqual(model.shown, model.truth);
    }));

  it('is read once after a reset, at any moment within the time that it names', async () => {
    const names = Array.from({ length: 40 }, (_, at) => `service-${at}`);
    await inWorld(names, async (world) => {
      const { time, relay, model } = world;
      for (const name of names) model.change(name, 'checks');
      const before = new Map(model.asked);
      relay.say('event: reset\ndata: {"reason":"slow","spreadMs":120000}\n\n');
      const after: number[] = [];
      for (let at = 0; at < 13; at++) {
        await time.pass(10 * second);
        after.push(names.filter((name) => model.asked.get(name) !== before.get(name)).length);
      }
      assert.deepEqual(model.shown, model.truth);
      assert.ok(
        Math.max(...after.map((count, at) => count - (after[at - 1] ?? 0))) < 12,
        `at once: ${after.join(' ')}`,
      );
      assert.ok(names.every((name) => (model.asked.get(name) ?? 0) - (before.get(name) ?? 0) <= 3));
      // What the forge has just answered is no answer to what may be missing since.
      for (const name of names) model.change(name, 'checks');
      relay.say('event: reset\ndata: {"reason":"slow","spreadMs":10000}\n\n');
      await time.pass(15 * second);
      assert.deepEqual(model.shown, model.truth);
    });
  });

  it('looks once for what is told within a moment, and looks at nothing else', () =>
    inWorld(['cart', 'pay'], async ({ time, relay, model }) => {
      const before = new Map(model.asked);
      const { head } = model.change('cart', 'head');
      for (let at = 0; at < 50; at++)
        relay.tell('gitops/cart', 'push', { branch: 'dev', commit: commitOf('cart', head) });
      relay.tell('gitops/cart', 'push', { branch: 'wip/mine', commit: commitOf('cart', 99) });
      await time.pass(second);
      assert.deepEqual(model.shown, model.truth);
      assert.equal((model.asked.get('cart') ?? 0) - (before.get('cart') ?? 0), 3, 'head, checks, pull requests');
      assert.equal(model.asked.get('pay'), before.get('pay'));
    }));

  it('costs no more than without a relay, however much is told', () =>
    inWorld(['cart'], async ({ time, relay, model }) => {
      const before = model.asked.get('cart') ?? 0;
      for (let at = 0; at < 600 * 5; at++) {
        relay.tell('gitops/cart', 'status', { commit: commitOf('cart', 0) });
        relay.tell('gitops/other', 'push', { branch: 'dev' });
        await time.pass(200);
      }
      const perLook = 2; // the head, and the checks that are in doubt
      const looks = 600 / 12.5 + 8; // the first few come sooner
      assert.ok(
        (model.asked.get('cart') ?? 0) - before <= perLook * looks,
        `${(model.asked.get('cart') ?? 0) - before}`,
      );
    })).timeout(20_000);

  it('looks again a little later, where the forge does not show yet what was told', () =>
    inWorld(['cart'], async ({ time, relay, model }) => {
      relay.tell('gitops/cart', 'push', { branch: 'dev', commit: commitOf('cart', 1) });
      await time.pass(3 * second);
      model.change('cart', 'head');
      await time.pass(13 * second);
      assert.deepEqual(model.shown, model.truth);
    }));

  it('sends the token to the relay and to nobody else, and nothing where there is none', async () => {
    await inWorld(['cart'], async ({ relay }) => {
      assert.deepEqual(
        new Set(relay.requests.map(({ url, authorization }) => `${authorization} ${url}`)),
        new Set(['Bearer secret https://relay.example.com/v1/events']),
      );
      await Promise.resolve();
    });
  });
});

describe('many subscribers of one relay', () => {
  it('neither come back to it nor go to the forge at one moment', async function () {
    this.timeout(60_000);
    const time = new FakeTime();
    const relay = new RelayModel(time);
    const models = Array.from({ length: 100 }, (_, at) => new ObservedModel(time, randomFrom(at), ['cart']));
    const total = () => models.reduce((sum, model) => sum + (model.asked.get('cart') ?? 0), 0);
    try {
      await Promise.all(models.map((model) => model.start()));
      await time.pass(20 * minute);
      relay.restart();
      const perSecond = { relay: [] as number[], forge: [] as number[] };
      for (let at = 0; at < 120; at++) {
        const before = { relay: relay.requests.length, forge: total() };
        if (at === 2) relay.set('refuses');
        if (at === 60) relay.set('none');
        await time.pass(second);
        perSecond.relay.push(relay.requests.length - before.relay);
        perSecond.forge.push(total() - before.forge);
      }
      // Three requests a look, every 12.5 s each, by beats of four seconds.
      assert.ok(Math.max(...perSecond.forge) < 100 * 3 * 0.35, `forge: ${perSecond.forge.join(' ')}`);
      assert.ok(Math.max(...perSecond.relay.slice(4)) < 50, `relay: ${perSecond.relay.join(' ')}`);
      assert.ok(Math.max(...perSecond.relay.slice(60)) < 20, `relay: ${perSecond.relay.join(' ')}`);
    } finally {
      for (const model of models) model.dispose();
      relay.dispose();
    }
  });
});
