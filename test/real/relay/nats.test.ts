import { deepEqual, equal, match, notEqual, ok, rejects } from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { Kvm } from '@nats-io/kv';
import { connect, credsAuthenticator } from '@nats-io/transport-node';
import { ensureServers } from '../../../scripts/servers/ensure';
import { JetStreamLog } from '../../../src/core/relay/log/nats/jetStreamLog';
import { jsonLog } from '../../../src/core/relay/server/jsonLog';
import { Ending } from '../../lab/ending';
import { startNats, type Nats } from '../../lab/real/nats';
import { Hearing } from '../../lab/relay/hearing';
import { configOf, relayFileFor, relayToken, startLabRelay, type LabRelay } from '../../lab/relay/relay';
import { commit, giteaPush } from '../../unit/relay/deliveries';

const forge = { host: 'git.example.com', api: 'https://git.example.com/api/v1' };
const about = (path: string, branch = 'dev') => `${forge.host}/${path}#branch/${branch}`;
const isReady = (hearing: Hearing) => hearing.newest('scope') !== undefined;

describe('Relays on NATS JetStream', function () {
  this.timeout(120_000);
  const ending = new Ending();
  const closing: (() => void | Promise<void>)[] = [];
  let [nats, stream]: [Nats | undefined, number] = [undefined, 0];

  before(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'branchline-lab-nats-'));
    await ending.add(() => rm(folder, { recursive: true, force: true }));
    nats = await startNats(folder, await ensureServers(['nats']), ending);
  });
  after(() => ending.run());
  beforeEach(() => stream++);
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  const lines: string[] = [];
  const open = async (events = 1_000, credentials = nats?.accounts.credentials.trimEnd()) =>
    JetStreamLog.open(
      { servers: [nats?.url ?? ''], credentials, stream: `test${stream}`, replicas: 1, events },
      jsonLog((line) => lines.push(line), { now: () => Date.now() }),
    );
  const start = async (events = 1_000): Promise<LabRelay> => {
    const config = await configOf(relayFileFor(forge));
    const relay = await startLabRelay(config, { events: await open(events) });
    closing.push(() => relay.close());
    return relay;
  };
  const hear = ({ port }: LabRelay, since?: string, paths: readonly string[] = ['gitops/cart', 'gitops/pay']) => {
    const hearing = new Hearing(
      port,
      paths.map((path) => `${forge.host}/${path}`),
      { token: relayToken, since },
    );
    closing.push(() => hearing.leave());
    return hearing;
  };
  const push = (relay: LabRelay, branch = 'dev', path = 'gitops/cart') =>
    relay.hook(forge.host, giteaPush(path, branch, commit, { at: Math.random() }));

  it('tell each other, take a copy once, and give the same places', async () => {
    const [one, other] = [await start(), await start()];
    const [first, second] = await Promise.all([hear(one).until(isReady), hear(other).until(isReady)]);
    const sent = giteaPush();
    deepEqual(await one.hook(forge.host, sent), [202, 'accepted']);
    deepEqual(await other.hook(forge.host, sent), [202, 'duplicate']);
    await push(other, 'test');
    for (const hearing of [first, second]) {
      await hearing.until(({ events }) => events.length === 2);
      deepEqual(hearing.subjects, [about('gitops/cart'), about('gitops/cart', 'test')]);
    }
    const [place] = first.frames.filter(({ name }) => name === '');
    first.leave();
    const moved = await hear(other, place?.id).until(({ events }) => events.length === 1);
    deepEqual(moved.subjects, [about('gitops/cart', 'test')]);
    equal(moved.newest('reset'), undefined);
  });

  it('keep the newest of each branch in a bucket, and say of which repositories something is missing', async () => {
    const one = await start(100);
    const early = await hear(one).until(isReady);
    await push(one);
    await early.until(({ events }) => events.length === 1);
    const place = early.lastId;
    early.leave();
    await push(one, 'test');
    for (let index = 0; index < 120; index++) await push(one, 'dev', 'gitops/mail');
    await one.close();
    const next = await start(100);
    const late = await hear(next, place).until(isReady);
    deepEqual(late.newest('reset'), {
      reason: 'tooOld',
      spreadMs: 60_000,
      repositories: [`${forge.host}/gitops/cart`],
    });
    const { url, accounts } = nats!;
    const authenticator = credsAuthenticator(new TextEncoder().encode(accounts.credentials));
    const connection = await connect({ servers: url, authenticator });
    const bucket = await new Kvm(connection).open(`test${stream}-state`);
    const kept: string[] = [];
    for await (const key of await bucket.keys()) {
      kept.push(((await bucket.get(key))?.json<{ subject: string }>() ?? { subject: '' }).subject);
    }
    deepEqual(kept.sort(), [about('gitops/cart'), about('gitops/cart', 'test'), about('gitops/mail')]);
    await connection.close();
  });

  it('tell their subscribers that nothing is heard while NATS is away, and to read once it is back', async () => {
    const [one, other] = [await start(), await start()];
    const hearings = await Promise.all([hear(one).until(isReady), hear(other).until(isReady)]);
    await push(one, 'before');
    await Promise.all(hearings.map((hearing) => hearing.until(({ events }) => events.length === 1)));
    await nats?.kill();
    for (let index = 0; index < 5; index++) equal((await push(one, `away-${index}`))[0], 202);
    for (const hearing of hearings)
      await hearing.until((told) => (told.newest('scope') as { repositories: string[] }).repositories.length === 0);
    const late = await hear(one).until(isReady);
    deepEqual(late.newest('scope'), { repositories: [] });
    equal((await fetch(`http://127.0.0.1:${one.adminPort}/readyz`)).status, 503);
    equal((await fetch(`http://127.0.0.1:${one.adminPort}/healthz`)).status, 200);
    await nats?.start();
    for (const hearing of [...hearings, late]) {
      await hearing.until((told) => (told.newest('reset') as { reason: string }).reason === 'interrupted', 20_000);
      equal((hearing.newest('scope') as { repositories: string[] }).repositories.length, 2);
    }
    for (let tries = 0; tries < 50 && other.events.ring.size < 6; tries++) await pause(100);
    equal(other.events.ring.size, 6);
    await push(other, 'after');
    for (const hearing of hearings)
      await hearing.until(({ subjects }) => subjects.at(-1) === about('gitops/cart', 'after'));
    equal((await fetch(`http://127.0.0.1:${one.adminPort}/readyz`)).status, 200);
  });

  it('tell everybody to read, where a relay is gone with what it had taken', async () => {
    const [one, other] = [await start(), await start()];
    const hearing = await hear(other).until(isReady);
    await nats?.kill();
    for (let index = 0; index < 5; index++) deepEqual(await push(one, `lost-${index}`), [202, 'accepted']);
    await one.close(); // in vain
    ok(lines.some((line) => line.includes('"lost":5')));
    await nats?.start();
    await hearing.until((told) => (told.newest('reset') as { reason: string }).reason === 'interrupted', 20_000);
    equal(other.events.ring.size, 0);
  });

  it('stop once what they took is stored, as far as it can be', async () => {
    const [one, other] = [await start(), await start()];
    await nats?.kill();
    for (let index = 0; index < 5; index++) equal((await push(one, `kept-${index}`))[0], 202);
    const closing = one.close();
    await nats?.start();
    await closing;
    for (let tries = 0; tries < 100 && other.events.ring.size < 5; tries++) await pause(100);
    equal(other.events.ring.size, 5);
  });

  it('pass by what is no event, whoever wrote it, and start and go on', async () => {
    const one = await start();
    const odd = async () => {
      const authenticator = credsAuthenticator(new TextEncoder().encode(nats?.accounts.credentials));
      const connection = await connect({ servers: nats?.url ?? '', authenticator });
      const client = jetstream(connection);
      for (const text of ['{', '{"specversion":"1.0"}', 'null', ''])
        await client.publish(`test${stream}.events.odd-${text.length}.rest`, text);
      await connection.close();
    };
    await push(one, 'before');
    await odd();
    const other = await start();
    const hearings = await Promise.all([hear(one).until(isReady), hear(other).until(isReady)]);
    await push(other, 'after');
    for (const hearing of hearings) await hearing.until(({ events }) => events.length === 1);
    equal((await fetch(`http://127.0.0.1:${other.adminPort}/readyz`)).status, 200);
    await odd();
    await pause(7_000);
    for (const { adminPort } of [one, other]) equal((await fetch(`http://127.0.0.1:${adminPort}/readyz`)).status, 200);
  });

  it('take what they hear while they ask about the stream for no sign that it is another one', async () => {
    const log = await open();
    closing.push(() => log.close());
    const authenticator = credsAuthenticator(new TextEncoder().encode(nats?.accounts.credentials));
    const connection = await connect({ servers: nats?.url ?? '', authenticator });
    const client = jetstream(connection);
    let [has, count] = ['gone on', 0];
    void log.failed.then(({ message }) => (has = message));
    for (const ends = Date.now() + 6_000; Date.now() < ends && has === 'gone on'; count += 50)
      await Promise.all(Array.from({ length: 50 }, () => client.publish(`test${stream}.events.flood.rest`, '{}')));
    await connection.close();
    ok(count > 500);
    equal(has, 'gone on');
  });

  it('stop where the stream is made anew behind a connection that stands', async () => {
    const log = await open();
    closing.push(() => log.close());
    const authenticator = credsAuthenticator(new TextEncoder().encode(nats?.accounts.credentials));
    const connection = await connect({ servers: nats?.url ?? '', authenticator });
    const { streams } = await jetstreamManager(connection);
    const { config } = await streams.info(`test${stream}`);
    await streams.delete(`test${stream}`);
    await streams.add(config);
    await connection.close();
    match((await Promise.race([log.failed, pause(15_000, new Error('late'))])).message, /the stream is gone/);
  });

  it('go on after a relay was started anew: its subscribers go on where they were', async () => {
    const one = await start();
    const hearing = await hear(one).until(isReady);
    await push(one);
    await hearing.until(({ events }) => events.length === 1);
    const other = await start();
    await one.close();
    await push(other, 'test');
    const again = await hear(await start(), hearing.lastId).until(({ events }) => events.length === 1);
    deepEqual(again.subjects, [about('gitops/cart', 'test')]);
    equal(again.newest('reset'), undefined);
  });

  it('let in only whom the account knows, and say nothing of the credentials', async () => {
    await rejects(open(1_000, nats?.accounts.strangers), { code: 'relay/noNats' });
    await rejects(open(1_000, ''), { code: 'relay/noNats' });
    const [, seed = ''] = /\n(SU\w+)/.exec(nats?.accounts.credentials ?? '') ?? [];
    ok(seed.length > 20);
    equal(lines.join('').includes(seed), false);
  });

  it('stop where the stream is another one, since places of the old are none of it', async () => {
    const log = await open();
    closing.push(() => log.close());
    const authenticator = credsAuthenticator(new TextEncoder().encode(nats?.accounts.credentials));
    const connection = await connect({ servers: nats?.url ?? '', authenticator });
    await (await jetstreamManager(connection)).streams.delete(`test${stream}`);
    await connection.close();
    await nats?.kill();
    await nats?.start();
    match((await Promise.race([log.failed, pause(15_000, new Error('late'))])).message, /the stream is gone/);
    const anew = await open();
    closing.push(() => anew.close());
    notEqual(anew.positions.epoch, log.positions.epoch);
  });
});
