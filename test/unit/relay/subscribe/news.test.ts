import assert from 'node:assert/strict';
import { relayAddress } from '../../../../src/core/relay/subscribe/address';
import { relayOfEnvironment } from '../../../../src/core/relay/subscribe/environment';
import { RelayNews } from '../../../../src/core/relay/subscribe/news';
import type { RelayStatus } from '../../../../src/core/relay/subscribe/subscriber';
import { silentLog } from '../../../../src/core/support/log';
import { randomFrom } from '../../../lab/real/scale/random';
import { FakeTime, settled } from './fakeTime';
import { commitOf, RelayModel } from './relayModel';

const second = 1_000;
const minute = 60 * second;
const usualMs = 20 * second;

describe('whoever waits, and is told by a relay', () => {
  let time: FakeTime;
  let relay: RelayModel;
  let news: RelayNews;
  let statuses: RelayStatus[];
  const ended = new AbortController();

  beforeEach(() => {
    time = new FakeTime();
    relay = new RelayModel(time);
    statuses = [];
    news = new RelayNews({
      address: relayAddress('https://relay.example.com'),
      token: () => Promise.resolve('secret'),
      repositories: ['cart', 'pay'].map((name) => ({ host: 'git.example.com', path: `gitops/${name}` })),
      clock: time,
      alarms: time,
      random: randomFrom(1),
      log: silentLog,
      onStatus: (status) => statuses.push(status),
    });
  });
  afterEach(async () => {
    news.dispose();
    relay.dispose();
    await settled();
    assert.deepEqual({ alarms: time.waiting, connections: relay.open }, { alarms: 0, connections: 0 });
  });

  const status = (name = 'cart') => relay.tell(`gitops/${name}`, 'status', { commit: commitOf(name, 0) });
  /** How long it waits, in seconds; at most so long. */
  const waited = async (atMostMs: number, meanwhile: () => void = () => undefined): Promise<number> => {
    const waiting = { isOver: false };
    void news.wait(usualMs, ended.signal).then(() => {
      waiting.isOver = true;
    });
    await settled();
    meanwhile();
    const from = time.now();
    while (!waiting.isOver && time.now() - from < atMostMs) await time.pass(second);
    return (time.now() - from) / second;
  };
  /** The relay has told of statuses before, and all of that was asked for. */
  const followed = async () => {
    await time.pass(2 * second);
    for (const name of ['cart', 'pay']) status(name);
    await waited(minute);
    await waited(minute);
  };

  it('waits for as long as usual while the relay does not tell of all, or never told of a status', async () => {
    relay.set('down');
    assert.equal(await waited(minute), 20);
    relay.set('none');
    await time.pass(2 * minute);
    assert.equal(await waited(minute), 2, 'what was before it told');
    await waited(minute);
    assert.equal(await waited(minute), 20);
  });

  it('waits a quarter of an hour where nothing is told, and two seconds where something is', async () => {
    await followed();
    assert.equal(await waited(20 * minute), 15 * 60);
    assert.equal(await waited(minute, () => status()), 2);
    assert.equal(await waited(minute), 10, 'once more, where the forge did not show it yet');
    assert.equal(await waited(20 * minute), 15 * 60);
  });

  it('waits for as long as usual while of one of them no status was told, and again after a break', async () => {
    await time.pass(2 * second);
    status('cart');
    for (let at = 0; at < 3; at++) await waited(minute);
    assert.equal(await waited(minute), 20);
    await followed();
    assert.equal(await waited(20 * minute), 15 * 60);
    relay.restart();
    await time.pass(2 * minute);
    for (let at = 0; at < 3; at++) await waited(minute);
    assert.equal(await waited(minute), 20);
  });

  it('waits for as long as usual from where it began, where the relay goes away meanwhile', async () => {
    await followed();
    assert.equal(await waited(minute, () => relay.set('down')), 20);
    assert.equal(statuses.at(-1)?.kind, 'away');
  });

  it('asks no more often than usual in the long run, however much is told', async () => {
    await followed();
    let asked = 0;
    for (const end = time.now() + 10 * minute; time.now() < end; asked++) {
      await waited(minute, () => {
        for (let at = 0; at < 20; at++) status();
      });
    }
    assert.ok(asked <= (10 * 60) / 20 + 5, `${asked}`);
  });

  it('tells whoever asks by a beat of their own whether there is reason to', async () => {
    assert.deepEqual([news.isDue(), news.isDue()], [true, true]);
    await time.pass(2 * second);
    assert.deepEqual([news.isDue(), news.isDue()], [true, false]);
    await time.pass(11 * second);
    assert.deepEqual([news.isDue(), news.isDue()], [true, false], 'once more');
    status();
    await settled();
    assert.deepEqual([news.isDue(), news.isDue()], [true, false]);
    await time.pass(11 * second);
    news.isDue();
    await time.pass(14 * minute);
    assert.equal(news.isDue(), false);
    await time.pass(2 * minute);
    assert.equal(news.isDue(), true);
    relay.set('down');
    await settled();
    assert.deepEqual([news.isDue(), news.isDue()], [true, true]);
  });
});

describe('a relay that the environment names', () => {
  it('gets the token beside it, and no other relay does', () => {
    const named = relayOfEnvironment({
      BRANCHLINE_RELAY: 'https://relay.example.com/',
      BRANCHLINE_RELAY_TOKEN: 'blr_x',
    });
    assert.equal(named?.tokenFor('https://relay.example.com'), 'blr_x');
    assert.equal(named.tokenFor('https://relay.example.com.evil.example'), undefined);
    assert.equal(relayOfEnvironment({ BRANCHLINE_RELAY_TOKEN: 'blr_x' }), undefined);
  });
});
