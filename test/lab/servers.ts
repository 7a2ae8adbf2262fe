import { join } from 'node:path';
import { startCluster, type ClusterDouble } from './cluster';
import type { Ending } from './ending';
import { startForge, type Account, type ForgeDouble, type RepositoryName } from './forge';
import { growFleet, type GrownRepository } from './fleet';
import { environments, type Context } from './fleet/environments';
import { pastStatuses } from './fleet/pastPipelines';

export const owner = 'shop';
/** The account of the deploying agent. */
export const pipelineAccount = 'pipeline';

export const repositoryName = (service: string): RepositoryName => `${owner}/${service}`;

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
    const cluster = await startCluster({ name, podReadyMs, progressDeadlineMs: 5_000 });
    await ending.add(() => cluster.stop());
    return cluster;
  };
  const [staging, production] = await Promise.all([run('staging'), run('production')]);
  return { staging, production };
}

/** Grows the repositories of these services and hands them to the forge, with what their pipelines said. */
export async function seedRepositories(
  forge: ForgeDouble,
  services: readonly string[],
  now: Date,
): Promise<readonly GrownRepository[]> {
  const fleet = await growFleet(services, now);
  await Promise.all(
    fleet.map(async (grown) => {
      const name = repositoryName(grown.service);
      await forge.createRepository(name, {
        description: `Configuration of ${grown.service}`,
        defaultBranch: 'dev',
        topics: ['gitops'],
      });
      await forge.seed(name, { kind: 'stream', stream: grown.stream });
      // Changes of test and prod come by pull request only.
      for (const { branch } of environments.slice(1)) forge.protect(name, branch);
      await Promise.all(
        pastStatuses(grown).map(({ commit, ...status }) =>
          forge.postStatus(name, commit, { as: pipelineAccount, ...status }),
        ),
      );
    }),
  );
  return fleet;
}
