/**
 * The scale fixture: copies of the shop on real servers. Before anything of it exists it is decided, from a seed, what
 * is true of it: which edges wait, which pipelines failed, which objects somebody changed by hand. Whoever measures on
 * it can so first check that what was counted is right.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Servers } from '../../../../scripts/servers/ensure';
import type { Ending } from '../../ending';
import { openShop } from '../../fleet/accounts';
import type { GrownRepository } from '../../fleet/history/history';
import type { Account } from '../../forge';
import { startGitea, type Gitea } from '../gitea';
import { startEtcd, startKubernetes, type Kubernetes } from '../kubernetes';
import { singleUserKubeconfig } from '../kubernetes/controlPlane';
import { growScaleService } from './history';
import { deployInBulk } from './live';
import { scaleCatalog, seedInBulk, seedPipelines } from './repositories';
import { expectedOf, scaleServices, type Expected, type ScaleService } from './truth';

export { manifestsIn } from './live';
export type { Expected, ScaleService } from './truth';

export interface Scale {
  readonly gitea: Gitea;
  readonly kubernetes: Kubernetes;
  readonly services: readonly ScaleService[];
  /** Those of them that have repositories: the first. */
  readonly onForge: readonly ScaleService[];
  /** By service. */
  readonly grown: ReadonlyMap<string, GrownRepository>;
  readonly developer: Account;
  /** Kubeconfigs with the one context `lab`. The reader may look at everything, Secrets included. */
  readonly kubeconfigs: { readonly reader: string; readonly admin: string };
  /** What is true of the first services. */
  expected(services: readonly ScaleService[]): Expected;
  /** Their catalog, as a file. */
  catalog(services: readonly ScaleService[]): Promise<string>;
  /** Puts their objects on the cluster; the repositories are there from the start. */
  deploy(services: readonly ScaleService[]): Promise<void>;
}

export interface ScaleOptions {
  readonly copies: number;
  /** Copies that have repositories on the forge; the others are on the cluster alone. */
  readonly withRepositories: number;
  readonly servers: Servers;
  /** All state is in it. */
  readonly folder: string;
  readonly ending: Ending;
  /** Wraps each step: for who waits. */
  readonly step: <T>(title: string, work: () => Promise<T>) => Promise<T>;
}

/** Starts the servers, and grows and seeds all repositories with what their pipelines said. */
export async function startScale(options: ScaleOptions): Promise<Scale> {
  const { copies, withRepositories, servers, folder, ending, step } = options;
  const services = scaleServices(copies);
  const onForge = scaleServices(Math.min(copies, withRepositories));
  const now = new Date();
  const grown = services.map((service) => growScaleService(service, now));
  const kubernetes = await step('Starting Kubernetes', async () => {
    const etcd = await startEtcd(join(folder, 'etcd'), servers);
    await ending.add(() => etcd.stop());
    const started = await startKubernetes({ name: 'lab', folder: join(folder, 'kubernetes'), etcd, servers });
    await ending.add(() => started.stop());
    await letReadSecrets(started);
    return started;
  });
  const { gitea, developer } = await step('Starting Gitea', async () => {
    const started = await startGitea({
      folder: join(folder, 'gitea'),
      command: servers.command('gitea'),
      staticFiles: servers.giteaStatic,
      ending,
    });
    return { gitea: started, developer: (await openShop(started)).developer };
  });
  await step(`Seeding ${onForge.length} repositories`, () => seedInBulk(gitea, grown.slice(0, onForge.length)));
  await step('Posting what their pipelines said', () => seedPipelines(gitea, onForge, grown));
  const kubeconfigs = { reader: join(folder, 'reader.kubeconfig'), admin: join(folder, 'admin.kubeconfig') };
  for (const [file, user] of [
    [kubeconfigs.reader, reader],
    [kubeconfigs.admin, 'admin'],
  ] as const) {
    await writeFile(file, singleUserKubeconfig(kubernetes, user), { mode: 0o600 });
  }
  return {
    gitea,
    kubernetes,
    services,
    onForge,
    grown: new Map(grown.map((repository) => [repository.service, repository])),
    developer,
    kubeconfigs,
    expected: expectedOf,
    catalog: async (wanted) => {
      const file = join(folder, 'branchline.yaml');
      await writeFile(file, scaleCatalog(wanted, gitea.url));
      return file;
    },
    deploy: (wanted) => deployInBulk(kubernetes, wanted, grown),
  };
}

/** Has the role `view`; here that of reading Secrets as well. */
const reader = 'developer';

async function letReadSecrets(kubernetes: Kubernetes): Promise<void> {
  const group = 'rbac.authorization.k8s.io';
  const path = `/apis/${group}/v1`;
  const name = 'read-secrets';
  const apiVersion = `${group}/v1`;
  const role = {
    apiVersion,
    kind: 'ClusterRole',
    metadata: { name },
    rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list', 'watch'] }],
  };
  const binding = {
    apiVersion,
    kind: 'ClusterRoleBinding',
    metadata: { name },
    roleRef: { apiGroup: group, kind: 'ClusterRole', name },
    subjects: [{ apiGroup: group, kind: 'User', name: reader }],
  };
  const admin = kubernetes.as('admin');
  await admin.ask('POST', `${path}/clusterroles`, { body: role });
  await admin.ask('POST', `${path}/clusterrolebindings`, { body: binding });
}
