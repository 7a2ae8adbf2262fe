import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Servers } from '../../../../scripts/servers/ensure';
import { Ending } from '../../ending';
import { freePorts } from './ports';
import { Processes } from './processes';

/** The store of one or more API servers, each under a prefix of its own. */
export interface Etcd {
  readonly url: string;
  /** Forgets all history up to now, of every API server: who continues from an older version is told 410. */
  compact(): Promise<void>;
  stop(): Promise<void>;
}

/** @param folder for its state and log; made where it is missing */
export async function startEtcd(folder: string, servers: Servers): Promise<Etcd> {
  const ending = new Ending();
  try {
    await mkdir(folder, { recursive: true });
    const [port, peerPort] = await freePorts(2);
    const [url, peer] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${peerPort}`];
    const processes = await Processes.in(folder, servers, ending);
    const etcd = await processes.start('etcd', [
      ...['--data-dir', join(folder, 'data'), '--unsafe-no-fsync', '--log-level', 'error'],
      ...['--listen-client-urls', url, '--advertise-client-urls', url],
      ...['--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer],
      ...['--initial-cluster', `default=${peer}`],
    ]);
    await processes.until('etcd answers', etcd, () => isHealthy(url));
    return { url, compact: () => compact(url), stop: () => ending.run() };
  } catch (error) {
    await ending.run();
    throw error;
  }
}

async function isHealthy(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/health`).catch(() => undefined);
  return answer?.ok ?? false;
}

/** Through etcd's gateway, which takes its gRPC calls as JSON. */
async function compact(url: string): Promise<void> {
  const { header } = (await call(url, '/v3/kv/range', { key: btoa('\0'), keys_only: true })) as {
    header: { revision: string };
  };
  await call(url, '/v3/kv/compaction', { revision: header.revision, physical: true });
}

async function call(url: string, path: string, body: object): Promise<unknown> {
  const answer = await fetch(url + path, { method: 'POST', body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`etcd ${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}
