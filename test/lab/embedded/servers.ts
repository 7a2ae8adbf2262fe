import { join } from 'node:path';
import { startCluster, type ClusterDouble } from '../cluster';
import type { Ending } from '../ending';
import { startForge, type ForgeDouble } from '../forge';
import type { Context } from '../fleet/environments';
import type { DialectName } from '../forge';
import { startRegistry, type RegistryDouble } from '../registry';
import { openShop, type ShopAccounts } from '../fleet/accounts';

export type Clusters = Readonly<Record<Context, ClusterDouble>>;

export interface RunningForge {
  readonly forge: ForgeDouble;
  readonly accounts: ShopAccounts;
}

export async function runForge(folder: string, ending: Ending, dialect: DialectName = 'gitea'): Promise<RunningForge> {
  const forge = await startForge({ folder: join(folder, 'repositories'), dialect });
  await ending.add(() => forge.stop());
  return { forge, accounts: await openShop(forge) };
}

export async function runRegistry(ending: Ending): Promise<RegistryDouble> {
  const registry = await startRegistry({ access: { kind: 'basic' } });
  await ending.add(() => registry.stop());
  return registry;
}

export async function runClusters(
  podReadyMs: number,
  ending: Ending,
  history: { readonly historyLength?: number },
): Promise<Clusters> {
  const run = async (name: Context): Promise<ClusterDouble> => {
    const cluster = await startCluster({
      ...{ name, podReadyMs, progressDeadlineMs: Math.max(1_000, 10 * podReadyMs) },
      ...history,
    });
    await ending.add(() => cluster.stop());
    return cluster;
  };
  const [staging, production] = await Promise.all([run('staging'), run('production')]);
  return { staging, production };
}
