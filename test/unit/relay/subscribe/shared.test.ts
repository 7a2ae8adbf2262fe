import assert from 'node:assert/strict';
import type { DeskWorld } from '../../../../src/core/relay/facts/desk';
import { randomFrom } from '../../../lab/real/scale/random';
import { FakeTime, settled } from './fakeTime';
import { ObservedModel } from './observedModel';
import { commitOf, RelayModel } from './relayModel';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const ownAtTheLatestMs = 4 * hour * 1.2 + 20 * minute;

interface World {
  readonly time: FakeTime;
  readonly relay: RelayModel;
  readonly models: readonly ObservedModel[];
  /** What stands for how the relay reads; nothing: as it does. */
  readonly how: { read?: DeskWorld['read'] };
}

/** Fleets of which a relay has told, and read, for a while. All of them see the first one's forge. */
async function inWorld(editors: number, names: readonly string[], work: (world: World) => Promise<void>) {
  const time = new FakeTime();
  const how: World['how'] = {};
  const relay: RelayModel = new RelayModel(time, undefined, (...asked) => (how.read ?? first.readBy)(...asked));
  const models = Array.from({ length: editors }, (_, at) => new ObservedModel(time, randomFrom(at), names));
  const [first] = models as [ObservedModel];
  try {
    for (const model of models) {
      model.seeAs(first);
      await model.start();
    }
    await time.pass(hour + 5 * minute); // between two sweeps of the relay
    await work({ time, relay, models, how });
  } finally {
    for (const model of models) model.dispose();
    relay.dispose();
  }
  await settled();
  assert.deepEqual({ alarms: time.waiting, connections: relay.open }, { alarms: 0, connections: 0 });
}

const asked = ({ models }: World) =>
  models.reduce((sum, model) => sum + [...model.asked.values()].reduce((all, count) => all + count, 0), 0);

function push({ relay, models: [first] }: World, name: string): void {
  const { head } = first!.change(name, 'head');
  relay.tell(`gitops/${name}`, 'push', { branch: 'dev', commit: commitOf(name, head) });
}

const areShown = ({ models }: World, name: string) => {
  for (const model of models) assert.deepEqual(model.shown.get(name), model.truth.get(name));
};

describe('fleets whose relay reads for all', () => {
  it('read by themselves every few hours, and the relay once for all of them', () =>
    inWorld(10, ['cart', 'pay'], async (world) => {
      const before = { asked: asked(world), read: world.models[0]!.readings };
      await world.time.pass(12 * hour);
      const perEditor = (asked(world) - before.asked) / 10;
      // Three looks, perhaps four; of each a head, checks and what is open, and what is open once more by what the relay reads.
      assert.ok(perEditor >= 2 * 3 * 2 && perEditor <= 2 * 4 * 4, `${perEditor} requests in twelve hours`);
      const readings = world.models[0]!.readings - before.read;
      assert.ok(readings <= 2 * 12 * 4 + 2, `${readings} readings in twelve hours`);
    }));

  it('show a push within two seconds, which the relay reads once', () =>
    inWorld(20, ['cart', 'pay'], async (world) => {
      const before = { asked: asked(world), read: world.models[0]!.readings };
      push(world, 'cart');
      await world.time.pass(2 * second);
      areShown(world, 'cart');
      assert.equal(world.models[0]!.readings - before.read, 1);
      // What is open is asked for where its mark moved: it did not, but the branches did.
      assert.ok(asked(world) - before.asked <= 20, `${asked(world) - before.asked}`);
    }));

  it('read by themselves what the relay told of and does not read', () =>
    inWorld(20, ['cart'], async (world) => {
      world.how.read = () => new Promise(() => undefined);
      push(world, 'cart');
      await world.time.pass(7 * second);
      const early = world.models.filter((model) => model.shown.get('cart')?.head === 1).length;
      assert.equal(early, 0);
      const late: number[] = [];
      for (let at = 0; at < 5; at++) {
        await world.time.pass(2 * second);
        late.push(world.models.filter((model) => model.shown.get('cart')?.head === 1).length);
      }
      areShown(world, 'cart');
      assert.ok((late[0] ?? 0) < 15, `not all at one moment: ${late.join(' ')}`);
    }));

  it('read by themselves where the relay cannot read, and go by it again once it can', () =>
    inWorld(1, ['cart'], async (world) => {
      world.how.read = () => Promise.reject(new TypeError('The token is not taken any more.'));
      push(world, 'cart');
      await world.time.pass(3 * second);
      areShown(world, 'cart');
      world.models[0]!.change('cart', 'checks'); // and nobody tells
      await world.time.pass(20 * minute);
      areShown(world, 'cart');
      delete world.how.read;
      await world.time.pass(40 * minute);
      const before = asked(world);
      await world.time.pass(40 * minute);
      assert.ok(asked(world) - before <= 3, `${asked(world) - before}`);
    }));

  it('show what a lying relay says of a verdict until they read by themselves, and not for longer', () =>
    inWorld(1, ['cart'], async (world) => {
      const { readBy } = world.models[0]!;
      world.how.read = async (...of) => {
        const read = await readBy(...of);
        const checks = read.checks.map(([commit, { at }]): (typeof read.checks)[number] => {
          return [commit, { at, list: [{ context: 'ci', state: 'success', description: '9', updatedAt: '' }] }];
        });
        return { ...read, checks };
      };
      await world.time.pass(20 * minute);
      assert.equal(world.models[0]!.shown.get('cart')?.checks, 9, 'it can show that');
      let longest = 0;
      for (let since = 0; since < ownAtTheLatestMs; since += minute) {
        longest = world.models[0]!.shown.get('cart')?.checks === 9 ? longest + minute : -Infinity;
        await world.time.pass(minute);
      }
      assert.equal(longest, -Infinity, 'it was seen as it is');
    }));

  it('do not take what was read before they read by themselves', () =>
    inWorld(1, ['cart'], async (world) => {
      const [model] = world.models as [ObservedModel];
      const stale = await model.readBy(
        { host: 'git.example.com', path: 'gitops/cart' },
        { branches: ['dev'] },
        new AbortController().signal,
      );
      world.how.read = async () => {
        await new Promise<void>((done) => void world.time.after(20 * second, done));
        return stale;
      };
      push(world, 'cart'); // the relay begins to read, and takes its time
      await world.time.pass(18 * second);
      areShown(world, 'cart');
      await world.time.pass(10 * second); // what it read before is told now
      areShown(world, 'cart');
      delete world.how.read;
      await world.time.pass(30 * second);
    }));

  it('take a commit that git does not have for no fact', () =>
    inWorld(1, ['cart'], async (world) => {
      const { readBy } = world.models[0]!;
      world.how.read = async (...of) => ({ ...(await readBy(...of)), heads: [['dev', commitOf('other', 1)]] });
      push(world, 'cart');
      await world.time.pass(3 * second);
      areShown(world, 'cart');
    }));

  it('go by the clock of their own where that of the relay is another', () =>
    inWorld(1, ['cart'], async (world) => {
      world.time.jump(-2 * hour); // of the editor's machine
      push(world, 'cart');
      await world.time.pass(20 * minute);
      areShown(world, 'cart');
    }));
});

describe('a reset that names repositories', () => {
  it('has them read, and no others', () =>
    inWorld(1, ['cart', 'pay'], async (world) => {
      const [model] = world.models as [ObservedModel];
      world.relay.say(
        'event: fact\ndata: {"ageMs":0,"fact":{"kind":"unknown","repository":"git.example.com/gitops/cart","reason":"x"}}\n\n',
      );
      const before = new Map(model.asked);
      model.change('cart', 'checks');
      const named = JSON.stringify({
        reason: 'tooOld',
        spreadMs: 5_000,
        repositories: ['git.example.com/gitops/cart', 'git.example.com/gitops/none'],
      });
      world.relay.say(`event: reset\ndata: ${named}\n\n`);
      await world.time.pass(20 * second);
      areShown(world, 'cart');
      assert.equal(model.asked.get('pay'), before.get('pay'));
      assert.notEqual(model.asked.get('cart'), before.get('cart'));
    }));
});
