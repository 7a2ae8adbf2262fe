import { join } from 'node:path';
import { startCluster, type ClusterDouble } from '../cluster';
import type { Ending } from '../ending';
import { startForge, type Account, type ForgeDouble } from '../forge';
import type { Context } from '../fleet/environments';
import { owner, pipelineAccount } from '../fleet/accounts';

export type Role = 'developer' | 'reader' | 'admin' | 'stranger';

export type Clusters = Readonly<Record<Context, ClusterDouble>>;

export interface RunningForge {
  readonly forge: ForgeDouble;
  readonly accounts: Readonly<Record<Role, Account>>;
}

export async function runForge(folder: string, ending: Ending): Promise<RunningForge> {
  const forge = await startForge({ folder: join(folder, 'repositories') });
  await ending.add(() => forge.stop());
  const admin = forge.createAccount('admin', { fullName: 'Ada Admin', access: 'admin' });
  forge.createOrganisation(owner);
  forge.createAccount(pipelineAccount, { fullName: 'Deploying agent', access: 'write' });
  const accounts = {
    admin,
    developer: forge.createAccount('dana', { fullName: 'Dana Developer', email: 'dana@shop.example', access: 'write' }),
    reader: forge.createAccount('rita', { fullName: 'Rita Reader', access: 'read' }),
    stranger: forge.createAccount('stan', { fullName: 'Stan Stranger', access: 'none' }),
  };
  return { forge, accounts };
}

export async function runClusters(podReadyMs: number, ending: Ending): Promise<Clusters> {
  const run = async (name: Context): Promise<ClusterDouble> => {
    const cluster = await startCluster({ name, podReadyMs, progressDeadlineMs: Math.max(1_000, 10 * podReadyMs) });
    await ending.add(() => cluster.stop());
    return cluster;
  };
  const [staging, production] = await Promise.all([run('staging'), run('production')]);
  return { staging, production };
}
