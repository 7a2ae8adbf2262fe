import { equal, ok } from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Kvm } from '@nats-io/kv';
import { connect, credsAuthenticator } from '@nats-io/transport-node';
import { ensureServers } from '../../../scripts/servers/ensure';
import { toldFact } from '../../../src/core/relay/facts/fact';
import { JetStreamLog } from '../../../src/core/relay/log/nats/jetStreamLog';
import { subjectToken } from '../../../src/core/relay/log/nats/subjects';
import { jsonLog } from '../../../src/core/relay/server/jsonLog';
import { Ending } from '../../lab/ending';
import { startNats, type Nats } from '../../lab/real/nats';
import { Hearing } from '../../lab/relay/hearing';
import { configOf, relayFileFor, startLabRelay, type LabRelay } from '../../lab/relay/relay';
import { RightsForge } from '../../lab/relay/rightsForge';
import { commit, giteaPush } from '../../unit/relay/deliveries';
import { factStoreContract } from '../../unit/relay/factStoreContract';

const [ada, reader] = ['ada-0123456789abcdef', 'the-relays-own-0123456789'];
const path = 'gitops/cart';

describe('Relays on NATS JetStream that read for all', function () {
  this.timeout(120_000);
  const ending = new Ending();
  let [nats, stream]: [Nats | undefined, number] = [undefined, 0];
  const closing: (() => void | Promise<void>)[] = [];

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
  const open = async () => {
    const credentials = nats?.accounts.credentials.trimEnd();
    const options = { servers: [nats?.url ?? ''], credentials, stream: `facts${stream}`, replicas: 1, events: 1_000 };
    return JetStreamLog.open(
      options,
      jsonLog((line) => lines.push(line), { now: () => Date.now() }),
    );
  };
  const openStore = async () => {
    const log = await open();
    closing.push(() => log.close());
    return log.openFacts();
  };

  describe('their store', () => {
    factStoreContract(openStore, async () => [await openStore(), await openStore()]);
  });

  describe('together', () => {
    let forge: RightsForge;
    beforeEach(async () => {
      forge = await RightsForge.start();
      closing.push(() => forge.stop());
      for (const token of [ada, reader]) forge.allow(token, [path]);
      forge.heads.set(path, { dev: commit });
    });
    const readings = () => forge.asked.filter((one) => one.token === reader && one.path.endsWith('/branches')).length;
    const start = async (): Promise<LabRelay> => {
      const own = 'repositories: ["gitops/*"], token: { env: READS } }';
      const text = relayFileFor(forge).replace('repositories: ["gitops/*"] }', own);
      const relay = await startLabRelay(await configOf(text, { READS: reader }), { events: await open() });
      closing.push(() => relay.close());
      return relay;
    };
    const hear = ({ port }: LabRelay, branches = ['dev']) => {
      const facts = { version: 1, branches };
      const hearing = new Hearing(port, [`${forge.host}/${path}`], { token: ada, facts });
      closing.push(() => hearing.leave());
      return hearing;
    };
    const headOf = (hearing: Hearing) => {
      const told = hearing.frames
        .filter(({ name }) => name === 'fact')
        .map(({ data }) => toldFact.parse(JSON.parse(data)));
      const last = told.at(-1)?.fact;
      return last?.kind === 'known' ? last.branches[0]?.commit : undefined;
    };

    it('read a place once after a push, whichever took it, and tell it to the subscribers of each', async () => {
      const relays = [await start(), await start(), await start()];
      const hearings = relays.map((relay) => hear(relay));
      for (const one of hearings) await one.until((now) => headOf(now) === commit, 20_000);
      equal(readings(), 1);
      for (const [index, letter] of ['a', 'b', 'c', 'd'].entries()) {
        const head = letter.repeat(40);
        forge.heads.set(path, { dev: head });
        await relays[index % 3]?.hook(forge.host, giteaPush(path, 'dev', head));
        for (const one of hearings) await one.until((now) => headOf(now) === head, 20_000);
      }
      await pause(500);
      equal(readings(), 5);
    });

    it('have what another read, when they come later, and read it for branches that it was not asked for', async () => {
      const one = await start();
      await hear(one).until((now) => headOf(now) === commit);
      const other = await start();
      await hear(other).until((now) => headOf(now) === commit, 20_000);
      equal(readings(), 1);
      await hear(other, ['dev', 'test']).until((now) => headOf(now) === commit, 20_000);
      equal(readings(), 2);
    });

    it('take the turn of one that was killed while it read, once the server lets it go, and no made-up fact', async () => {
      const one = await start();
      const authenticator = credsAuthenticator(new TextEncoder().encode(nats?.accounts.credentials));
      const connection = await connect({ servers: nats?.url ?? '', authenticator });
      closing.push(() => connection.close());
      const key = subjectToken(`${forge.host}/${path}`);
      await (await new Kvm(connection).open(`facts${stream}-turns`)).create(key, '');
      await (await new Kvm(connection).open(`facts${stream}-facts`)).put(key, '{"key":"x","fact":{}}');
      const hearing = hear(one);
      await pause(5_000);
      equal(readings(), 0);
      await hearing.until((now) => headOf(now) === commit, 60_000);
      ok(readings() >= 1);
    });
  });
});
