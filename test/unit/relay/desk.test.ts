import { deepEqual, equal } from 'node:assert/strict';
import { FactDesk, type DeskWorld } from '../../../src/core/relay/facts/desk';
import { MemoryFacts } from '../../../src/core/relay/facts/factStore';
import { Wishes } from '../../../src/core/relay/facts/wishes';
import { Ring } from '../../../src/core/relay/log/ring';
import { FakeTime } from './subscribe/fakeTime';

const minute = 60_000;

describe('What a relay reads for all', () => {
  it('is read of one forge while another does not answer, and asked of that one no more than once at a time', async () => {
    const [time, store] = [new FakeTime(), new MemoryFacts()];
    const asked: Record<string, number> = { dead: 0, alive: 0 };
    const read: DeskWorld['read'] = ({ host }) => {
      asked[host] = (asked[host] ?? 0) + 1;
      return host === 'dead' ? new Promise(() => undefined) : Promise.resolve({ kind: 'known', heads: [], checks: [] });
    };
    const desk = new FactDesk({
      ...{ ring: new Ring(100), epoch: 'one', store, read, isRead: () => true },
      ...{ clock: time, alarms: time, random: () => 0.5, sweepMs: 15 * minute },
      ...{ onRead: () => undefined, onTrouble: () => undefined },
    });
    const dead = Array.from({ length: 200 }, (_, at) => `dead/gitops/s${at}`);
    desk.follow(new Map([...dead, 'alive/gitops/cart'].map((key) => [key, key])), ['dev']);
    await time.pass(minute);
    equal(asked['alive'], 1);
    equal(asked['dead'], 32);
    deepEqual(store.get('alive/gitops/cart')?.read, { kind: 'known', heads: [], checks: [] });
    desk.dispose();
  });
});

describe('Who wants what', () => {
  it('is what those want who are still there', () => {
    const wishes = new Wishes();
    const [one, other] = [
      new Map([['a', 'A']]),
      new Map([
        ['a', 'A'],
        ['b', 'B'],
      ]),
    ];
    const first = wishes.add(one, ['dev']);
    deepEqual([wishes.textOf('b'), [...wishes.branchesOf('a')]], [undefined, ['dev']]);
    const second = wishes.add(other, ['prod']);
    deepEqual([wishes.textOf('b'), [...wishes.branchesOf('a')]], ['B', ['dev', 'prod']]);
    first.dispose();
    deepEqual([wishes.textOf('a'), [...wishes.branchesOf('a')]], ['A', ['prod']]);
    second.dispose();
    deepEqual([wishes.textOf('a'), [...wishes.branchesOf('a')]], [undefined, []]);
  });
});
