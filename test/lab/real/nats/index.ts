import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Guarded } from '../../../../scripts/processes/guarded';
import type { Servers } from '../../../../scripts/servers/ensure';
import type { Ending } from '../../ending';
import { freePorts } from '../kubernetes/ports';
import { Processes } from '../kubernetes/processes';
import { natsAccounts, type NatsAccounts } from './accounts';

/** A nats-server with JetStream, whose accounts are told by an operator's word. What it stores outlasts a crash. */
export interface Nats {
  readonly url: string;
  readonly accounts: NatsAccounts;
  /** Ends it as a crash does: nothing is said, nothing is written. */
  kill(): Promise<void>;
  /** Starts it again where it was. */
  start(): Promise<void>;
}

export interface NatsRoom {
  /** Where it stores; a folder beside its configuration where it is not named. */
  readonly data?: string;
  /** How much it may store, as its configuration writes it. */
  readonly most?: string;
}

/** @param folder for its state, configuration and log; made where it is missing */
export async function startNats(
  folder: string,
  servers: Servers,
  ending: Ending,
  { data = join(folder, 'data'), most = '1GB' }: NatsRoom = {},
): Promise<Nats> {
  await mkdir(folder, { recursive: true });
  const [port, monitor] = await freePorts(2);
  const accounts = natsAccounts();
  const [file, pid] = [join(folder, 'nats.conf'), join(folder, 'nats.pid')];
  const configuration = [
    `listen: "127.0.0.1:${port}"`,
    `http: "127.0.0.1:${monitor}"`,
    `pid_file: "${pid}"`,
    `jetstream: { store_dir: "${data}", max_file: ${most}, max_mem: 64MB }`,
    accounts.configuration,
  ];
  await writeFile(file, configuration.join('\n'), { mode: 0o600 });
  const processes = await Processes.in(folder, servers, ending);
  let server: Guarded | undefined;
  const start = async (): Promise<void> => {
    server = await processes.start('nats-server', ['--config', file]);
    await processes.until('NATS answers', server, () => isHealthy(`http://127.0.0.1:${monitor}/healthz`));
  };
  await start();
  return {
    url: `nats://127.0.0.1:${port}`,
    accounts,
    start,
    kill: async () => {
      process.kill(Number(await readFile(pid, 'utf8')), 'SIGKILL');
      await server?.ended;
    },
  };
}

async function isHealthy(url: string): Promise<boolean> {
  const answer = await fetch(url).catch(() => undefined);
  await answer?.body?.cancel();
  return answer?.ok ?? false;
}
