import { join } from 'node:path';
import type { Servers } from '../../../scripts/servers/ensure';
import type { Ending } from '../ending';
import { openShop, type ShopAccounts } from '../fleet/accounts';
import type { Context } from '../fleet/environments';
import type { LabOptions } from '../lab';
import { noFaults, registryWithFaults } from './faults';
import { startRealRegistry } from './registry';
import { startGitea, type Gitea } from './gitea';
import { startEtcd, startKubernetes, type Etcd, type Kubernetes } from './kubernetes';

export type Clusters = Readonly<Record<Context, Kubernetes>>;

/** Two clusters on one etcd. */
export async function runClusters(
  folder: string,
  servers: Servers,
  ending: Ending,
): Promise<{ readonly etcd: Etcd; readonly clusters: Clusters }> {
  const etcd = await startEtcd(join(folder, 'etcd'), servers);
  await ending.add(() => etcd.stop());
  const run = async (name: Context): Promise<Kubernetes> => {
    const cluster = await startKubernetes({ name, folder: join(folder, name), etcd, servers });
    await ending.add(() => cluster.stop());
    return cluster;
  };
  const [staging, production] = await Promise.all([run('staging'), run('production')]);
  return { etcd, clusters: { staging, production } };
}

/** Where it is asked for, and past faults where those are. */
export async function runRegistry(
  { registry = false, faults = false }: LabOptions,
  folder: string,
  servers: Servers,
  ending: Ending,
) {
  if (!registry) return undefined;
  const target = await startRealRegistry({ access: { kind: 'basic' } }, join(folder, 'registry'), servers, ending);
  if (!faults) return { target, url: target.url, set: noFaults.registry };
  const { proxy, set } = await registryWithFaults(target);
  await ending.add(() => proxy.stop());
  return { target, url: proxy.url, set };
}

export async function runForge(
  folder: string,
  { command, giteaStatic }: Servers,
  publicUrl: string | undefined,
  ending: Ending,
): Promise<{ readonly forge: Gitea; readonly accounts: ShopAccounts }> {
  const forge = await startGitea({
    folder: join(folder, 'gitea'),
    command: command('gitea'),
    staticFiles: giteaStatic,
    ...(publicUrl === undefined ? {} : { publicUrl }),
    ending,
  });
  return { forge, accounts: await openShop(forge) };
}
