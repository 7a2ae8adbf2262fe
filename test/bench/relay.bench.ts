import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ensureServers } from '../../scripts/servers/ensure';
import { buildCli } from '../integration/cli/builtCli';
import { Ending } from '../lab/ending';
import { freePorts } from '../lab/real/kubernetes/ports';
import { startNats, type Nats } from '../lab/real/nats';
import { Audience } from '../lab/relay/audience';
import { Pushing } from '../lab/relay/load';
import { RelayProcess } from '../lab/relay/process';
import { relayFileFor } from '../lab/relay/relay';
import { RightsForge } from '../lab/relay/rightsForge';
import { sample } from './harness';

const [subscribers, services, perSecond] = [500, 1_000, 50];
const seconds = Number(process.env['BRANCHLINE_RELAY_SECONDS'] ?? 60);

const folder = mkdtempSync(join(tmpdir(), 'branchline-relay-'));
const ending = new Ending();
await ending.add(() => rm(folder, { recursive: true, force: true }));
const cli = await buildCli(folder);
const paths = Array.from({ length: services }, (_, index) => `gitops/service-${index}`);
const token = (subscriber: number): string => `person-${subscriber}-0123456789`;

try {
  await alone();
  await together();
} finally {
  await ending.run();
}

/** One relay with its events in memory. */
async function alone(): Promise<void> {
  const forge = await forgeOfAll();
  const relay = await relayAt(forge, 'alone.yaml');
  const { audience, pushing } = await gathered(forge, [relay]);
  const asked = forge.asked.length;
  const before = await relay.figure('process_cpu_seconds_total');
  await pushing.run(perSecond, seconds);
  await settled(audience);
  const spent = (await relay.figure('process_cpu_seconds_total')) - before;
  await figure('one relay: processor time while pushes come, a second', 'ms', (spent * 1_000) / seconds);
  await told('one relay', audience, [relay]);
  await figure('one relay: requests to the forge until all are subscribed', 'requests', asked);
  await figure('one relay: more of them while pushes come', 'requests', forge.asked.length - asked);
  audience.leave();
  pushing.close();
  await relay.kill();
}

/** Two relays on NATS. Half-way NATS is killed and comes back; once what waited is stored, a relay is killed. */
async function together(): Promise<void> {
  const forge = await forgeOfAll();
  const nats = await startNats(join(folder, 'nats'), await ensureServers(['nats']), ending);
  writeFileSync(join(folder, 'relay.creds'), nats.accounts.credentials, { mode: 0o600 });
  const shared = `nats: { servers: ["${nats.url}"], credentials: { file: relay.creds } }`;
  const relays = [await relayAt(forge, 'one.yaml', shared), await relayAt(forge, 'other.yaml', shared)];
  const { audience, pushing } = await gathered(forge, relays);
  await pushing.run(perSecond, seconds / 2);
  await settled(audience);
  await told('two relays on NATS', audience, relays);
  audience.delays.length = 0;
  const pushes = pushing.run(perSecond, seconds);
  await pause((seconds * 1_000) / 6);
  await nats.kill();
  await pause(3_000);
  await nats.start();
  while ((await relays[0]?.figure('branchline_relay_events_waiting')) !== 0) await pause(100);
  const before = audience.tries.length;
  await relays[0]?.kill();
  await pause(5_000);
  await relays[0]?.start();
  await pushes;
  await figure('NATS and a relay killed: from the last push until everybody knew all', 's', await settled(audience));
  await figure('NATS and a relay killed: pushes that somebody missed', 'pushes', audience.lost);
  await figure('NATS and a relay killed: webhooks that were refused for good', 'webhooks', pushing.refused);
  await figure('NATS and a relay killed: read anew', 'subscribers', audience.resets - subscribers);
  await figure('NATS and a relay killed: tries to come back', 'tries', audience.tries.length - before);
  await figure('NATS and a relay killed: most of them in a second', 'tries', audience.mostTriesInASecond);
  await killedWithAllItTook(nats, relays, audience, pushing);
  audience.leave();
  pushing.close();
  for (const relay of relays) await relay.kill();
}

/** NATS is away, a relay is killed with what it took meanwhile, and the forge never sends again. */
async function killedWithAllItTook(
  nats: Nats,
  relays: readonly RelayProcess[],
  audience: Audience,
  pushing: Pushing,
): Promise<void> {
  pushing.tries = 1;
  const [refused, resets] = [pushing.refused, audience.resets];
  const pushes = pushing.run(perSecond, 20);
  await pause(5_000);
  await nats.kill();
  await pause(5_000);
  const waiting = (await relays[0]?.figure('branchline_relay_events_waiting')) ?? 0;
  await relays[0]?.kill();
  await nats.start();
  await pause(2_000);
  await relays[0]?.start();
  await pushes;
  const name = 'a relay killed with what NATS had not stored, no forge sends again';
  await figure(`${name}: events that were lost with it`, 'events', waiting);
  await figure(`${name}: until everybody knew all, or was told to read`, 's', await settled(audience));
  await figure(`${name}: pushes of which somebody knew nothing`, 'pushes', audience.lost, 0);
  await figure(`${name}: pushes that no relay took`, 'pushes', pushing.refused - refused);
  await figure(`${name}: read anew`, 'times', audience.resets - resets);
}

async function forgeOfAll(): Promise<RightsForge> {
  const forge = await RightsForge.start();
  await ending.add(() => {
    forge.stop();
    return Promise.resolve();
  });
  for (let subscriber = 0; subscriber < subscribers; subscriber++) forge.allow(token(subscriber), paths);
  return forge;
}

/** On ports of its own, so that it is found where it was. */
async function relayAt(forge: RightsForge, file: string, more = ''): Promise<RelayProcess> {
  const [port, adminPort] = await freePorts(2);
  const text = relayFileFor(forge, more)
    .replace('port: 0', `port: ${port}`)
    .replace('adminPort: 0', `adminPort: ${adminPort}`);
  writeFileSync(join(folder, file), text);
  const relay = new RelayProcess(cli, file, folder);
  await ending.add(() => relay.kill());
  return relay.start();
}

async function gathered(forge: RightsForge, relays: readonly RelayProcess[]) {
  const repositories = paths.map((path) => `${forge.host}/${path}`);
  const audience = new Audience({ ports: relays.map(({ port }) => port), subscribers, repositories, token });
  while (audience.ready < subscribers) await pause(100);
  return { audience, pushing: new Pushing(audience, forge.host, paths) };
}

/** @returns how long it took until everybody had heard of everything, in seconds */
async function settled(audience: Audience): Promise<number> {
  const began = performance.now();
  while (audience.lost > 0 && performance.now() - began < 300_000) await pause(250);
  return (performance.now() - began) / 1_000;
}

async function told(name: string, audience: Audience, relays: readonly RelayProcess[]): Promise<void> {
  await figure(`${name}: from push to subscriber, p50`, 'ms', audience.delay(0.5));
  await figure(`${name}: from push to subscriber, p95`, 'ms', audience.delay(0.95), 1_000);
  await figure(`${name}: from push to subscriber, worst`, 'ms', audience.delay(1));
  await figure(`${name}: events told`, 'events', audience.delays.length);
  await figure(`${name}: events that somebody missed`, 'events', audience.lost, 0);
  await figure(`${name}: events told twice`, 'events', audience.doubled);
  for (const relay of relays) {
    await figure(`${name}: memory of a relay`, 'MB', (await relay.figure('process_resident_memory_bytes')) / 1e6);
    await figure(`${name}: heap of a relay`, 'MB', (await relay.figure('nodejs_heap_used_bytes')) / 1e6);
    await figure(`${name}: processor time of a relay`, 's', await relay.figure('process_cpu_seconds_total'));
  }
}

function figure(name: string, unit: string, value: number, target?: number): Promise<void> {
  return sample(name, unit, () => value, { rounds: 1, warmup: 0, ...(target === undefined ? {} : { target }) });
}
