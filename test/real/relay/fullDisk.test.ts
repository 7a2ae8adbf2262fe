import { deepEqual, equal, ok } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { jetstream, StorageType, type JetStreamClient } from '@nats-io/jetstream';
import { connect, credsAuthenticator } from '@nats-io/transport-node';
import { ensureServers } from '../../../scripts/servers/ensure';
import { JetStreamLog } from '../../../src/core/relay/log/nats/jetStreamLog';
import type { Stored } from '../../../src/core/relay/log/eventLog';
import { jsonLog } from '../../../src/core/relay/server/jsonLog';
import { Ending } from '../../lab/ending';
import { startNats, type Nats } from '../../lab/real/nats';
import { Hearing } from '../../lab/relay/hearing';
import { configOf, relayFileFor, relayToken, startLabRelay, type LabRelay } from '../../lab/relay/relay';
import { commit, giteaPush } from '../../unit/relay/deliveries';

const forge = { host: 'git.example.com', api: 'https://git.example.com/api/v1' };
const about = (branch: string) => `${forge.host}/gitops/cart#branch/${branch}`;
const run = promisify(execFile);

describe('A relay whose NATS has no room left', function () {
  this.timeout(120_000);
  const ending = new Ending();
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'branchline-lab-full-'));
    await ending.add(() => rm(folder, { recursive: true, force: true }));
  });
  after(() => ending.run());

  /** Two relays and a subscriber of each. */
  const follow = async (nats: Nats) => {
    const open = async (): Promise<LabRelay> => {
      const options = { servers: [nats.url], credentials: nats.accounts.credentials.trimEnd() };
      const log = jsonLog(() => undefined, { now: () => Date.now() });
      const events = await JetStreamLog.open({ ...options, stream: 'full', replicas: 1, events: 1_000 }, log);
      const relay = await startLabRelay(await configOf(relayFileFor(forge)), { events });
      await ending.add(() => relay.close());
      return relay;
    };
    const [one, other] = [await open(), await open()];
    const hear = async ({ port }: LabRelay) => {
      const hearing = new Hearing(port, [`${forge.host}/gitops/cart`], { token: relayToken });
      await ending.add(() => {
        hearing.leave();
        return Promise.resolve();
      });
      return hearing.until((told) => told.newest('scope') !== undefined);
    };
    const hearings = [await hear(one), await hear(other)];
    const push = (branch: string) => one.hook(forge.host, giteaPush('gitops/cart', branch, commit));
    const ready = async ({ adminPort }: LabRelay) => (await fetch(`http://127.0.0.1:${adminPort}/readyz`)).status;
    deepEqual(await push('before'), [202, 'accepted']);
    await Promise.all(hearings.map((hearing) => hearing.until(({ subjects }) => subjects.length === 1)));
    return { one, other, hearings, push, ready };
  };

  /** What waits is kept and said; what does not fit is refused; once there is room all is told. */
  const goesThrough = async (
    nats: Nats,
    makeFull: () => Promise<void>,
    makeRoom: () => Promise<void>,
  ): Promise<void> => {
    const { one, other, hearings, push, ready } = await follow(nats);
    await makeFull();
    // What was begun on the disk may have room for a few more.
    equal(await fill(one, 'kept'), 'kept');
    deepEqual(await push('kept'), [202, 'accepted']);
    const [hearing] = hearings;
    await hearing?.until((told) => (told.newest('scope') as { repositories: string[] }).repositories.length === 0);
    equal(await ready(one), 503);
    const [, waiting] = /^branchline_relay_events_waiting (\d+)$/m.exec(await one.metrics()) ?? [];
    ok(Number(waiting) >= 1);
    equal(await fill(one, 'refused'), 'refused');
    deepEqual(await push('refused'), [503, 'busy']);
    equal(/outcome="busy"\} 1$/m.test(await one.metrics()), true);
    await makeRoom();

    // A forge sends again what was refused.
    for (let tries = 0; tries < 300 && (await push('refused'))[0] !== 202; tries++) await pause(200);
    const isTold = ({ events }: LabRelay, branch: string) => toldBy(events).includes(about(branch));
    const isOver = () => one.events.waiting === 0 && [one, other].every((relay) => isTold(relay, 'refused'));
    for (let tries = 0; tries < 300 && !isOver(); tries++) await pause(200);
    equal(isOver(), true);
    const bothReady = () => Promise.all([ready(one), ready(other)]);
    for (let tries = 0; tries < 150 && (await bothReady()).some((status) => status !== 200); tries++) await pause(200);
    deepEqual(await bothReady(), [200, 200]);
    await hearing?.until((told) => (told.newest('reset') as { reason: string }).reason === 'interrupted', 20_000);
    await push('after');
    for (const each of hearings) await each.until(({ subjects }) => subjects.includes(about('after')), 20_000);
  };

  it('by its own limit keeps what fits, refuses the rest, says so, and goes on by itself', async () => {
    const nats = await startNats(join(folder, 'limit'), await ensureServers(['nats']), ending, { most: '12MB' });
    await goesThrough(
      nats,
      () => withClient(nats, fillUp),
      () => withClient(nats, emptyAgain),
    );
  });

  it('on a full disk does the same, once there is room and NATS was started again', async function () {
    const disk = join(folder, 'disk');
    await mkdir(disk);
    try {
      await run('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', disk]);
    } catch {
      this.skip(); // whoever runs this may mount nothing
    }
    await ending.add(async () => {
      await run('umount', ['-l', disk]);
    });
    const data = join(disk, 'data');
    const nats = await startNats(join(folder, 'full'), await ensureServers(['nats']), ending, { data });
    const junk = join(disk, 'junk');
    await goesThrough(
      nats,
      () => writeFile(junk, Buffer.alloc(64_000_000)).catch(() => undefined),
      async () => {
        await rm(junk);
        // It turns its store off where it cannot write, for as long as it runs.
        await nats.kill();
        await nats.start();
      },
    );
  });
});

function toldBy({ ring }: LabRelay['events']): readonly string[] {
  const since = ring.since(ring.first, 2_000);
  return since.kind === 'entries' ? since.entries.map(({ subject }) => subject) : [];
}

async function withClient<Result>(nats: Nats, act: (client: JetStreamClient) => Promise<Result>): Promise<Result> {
  const authenticator = credsAuthenticator(new TextEncoder().encode(nats.accounts.credentials));
  const connection = await connect({ servers: nats.url, authenticator });
  try {
    return await act(jetstream(connection));
  } finally {
    await connection.close();
  }
}

/** Stores what nobody needs until nothing more can be stored. */
async function fillUp(client: JetStreamClient): Promise<void> {
  const manager = await client.jetstreamManager();
  await manager.streams.add({ name: 'filler', subjects: ['filler'], storage: StorageType.File });
  for (let bytes = 256_000; bytes >= 100;) {
    const stored = await client.publish('filler', new Uint8Array(bytes)).catch(() => undefined);
    if (!stored) bytes = Math.floor(bytes / 4);
  }
}

async function emptyAgain(client: JetStreamClient): Promise<void> {
  await (await client.jetstreamManager()).streams.delete('filler');
}

let flood = 0;

/** Events straight to a relay, until that becomes of one. */
async function fill({ events }: LabRelay, end: Stored): Promise<Stored> {
  for (const until = flood + 20_000; flood < until; flood++) {
    const at = flood;
    const data = { repository: { host: forge.host, path: 'gitops/cart' }, branch: `b${at}` };
    const became = await events.append({
      ...{ specversion: '1.0', type: 'dev.branchline.push', datacontenttype: 'application/json', data },
      ...{ id: `flood-of-events-in-a-test-${at}`, source: '//x', subject: about(data.branch) },
      receivedat: new Date().toISOString(),
    });
    if (became === end) return became;
  }
  return 'stored';
}
