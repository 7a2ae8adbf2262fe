import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureServers } from '../../scripts/servers/ensure';
import type { Ending } from '../lab/ending';
import { startEtcd, startKubernetes, type Kubernetes } from '../lab/real/kubernetes';

/** One real cluster in a folder of its own; both are gone once the ending was run. */
export async function oneCluster(ending: Ending, name: string): Promise<{ cluster: Kubernetes; folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'branchline-real-'));
  await ending.add(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const servers = await ensureServers(['etcd', 'kubernetes', 'kwok']);
  const etcd = await startEtcd(join(folder, 'etcd'), servers);
  await ending.add(() => etcd.stop());
  const cluster = await startKubernetes({ name, folder: join(folder, name), etcd, servers });
  await ending.add(() => cluster.stop());
  return { cluster, folder };
}
