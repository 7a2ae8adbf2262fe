import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Servers } from '../../../../scripts/servers/ensure';
import type { Ending } from '../../ending';
import type { Kubernetes } from '../kubernetes';
import { singleUserKubeconfig } from '../kubernetes/controlPlane';
import { freePorts } from '../kubernetes/ports';
import { Processes } from '../kubernetes/processes';
import { controlPlane } from '../kubernetes/users';

const writer = { manager: 'lab' };
const api = 'rbac.authorization.k8s.io';
/** How often Flux looks: a test does not wait for a minute. */
const interval = '2s';
/** What it deploys it looks through seldom: while it does, it calls nothing ready. */
const lookThrough = '1m';

/** As `flux install` does it: who may view the cluster may view what Flux keeps. */
const viewRole = {
  apiVersion: `${api}/v1`,
  kind: 'ClusterRole',
  metadata: { name: 'flux-view', labels: { [`${api}/aggregate-to-view`]: 'true' } },
  rules: [
    {
      apiGroups: ['source.toolkit.fluxcd.io', 'kustomize.toolkit.fluxcd.io'],
      resources: ['*'],
      verbs: ['get', 'list', 'watch'],
    },
  ],
};

/** What Flux is to deploy. */
export interface Followed {
  /** Of the GitRepository and the Kustomization. */
  readonly name: string;
  readonly url: string;
  readonly branch: string;
  /** Where it deploys to; made where it is missing. */
  readonly namespace: string;
  readonly path?: string;
}

/** Flux's own controllers, at work on one cluster. */
export interface Flux {
  follow(followed: Followed): Promise<void>;
  /** What the Kustomization is told. */
  change(name: string, spec: object): Promise<void>;
}

/**
 * Starts source-controller and kustomize-controller beside a cluster, with their own definitions in it. They end with `ending`.
 * @param account who may read the repositories
 */
export async function startFlux(
  cluster: Kubernetes,
  { folder, servers, account }: { folder: string; servers: Servers; account: { name: string; token: string } },
  ending: Ending,
): Promise<Flux> {
  const own = join(folder, 'flux');
  await mkdir(join(own, 'storage'), { recursive: true });
  for (const file of await definitionFiles(servers.fluxDefinitions)) {
    await cluster.kubectl(['apply', '--server-side', '--filename=-'], await readFile(file, 'utf8'));
  }
  await cluster.ensureNamespace('flux-system');
  await cluster.apply(viewRole, writer);
  const stringData = { username: account.name, password: account.token };
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'forge', namespace: 'flux-system' } };
  await applied(cluster, { ...secret, stringData });
  await startControllers(cluster, own, servers, ending);
  return {
    follow: async (followed) => {
      await cluster.ensureNamespace(followed.namespace);
      for (const object of objectsOf(followed)) await applied(cluster, object);
    },
    change: async (name, spec) => {
      const patch = ['patch', `kustomization.kustomize.toolkit.fluxcd.io/${name}`, '--namespace=flux-system'];
      await cluster.kubectl([...patch, '--type=merge', `--patch=${JSON.stringify({ spec })}`]);
    },
  };
}

async function definitionFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter(({ name }) => name.endsWith('.yaml')).map((file) => join(file.parentPath, file.name));
}

async function startControllers(cluster: Kubernetes, folder: string, servers: Servers, ending: Ending): Promise<void> {
  const kubeconfig = join(folder, 'kubeconfig');
  await writeFile(kubeconfig, singleUserKubeconfig(cluster, controlPlane), { mode: 0o600 });
  const processes = await Processes.in(folder, servers, ending);
  const [storage, ...ports] = await freePorts(5);
  const variables = { KUBECONFIG: kubeconfig, RUNTIME_NAMESPACE: 'flux-system' };
  const common = (metrics: number | undefined, health: number | undefined) => [
    `--metrics-addr=127.0.0.1:${metrics}`,
    `--health-addr=127.0.0.1:${health}`,
    '--log-level=info',
  ];
  const source = await processes.start(
    'source-controller',
    [
      ...common(ports[0], ports[1]),
      `--storage-path=${join(folder, 'storage')}`,
      `--storage-addr=127.0.0.1:${storage}`,
      `--storage-adv-addr=127.0.0.1:${storage}`,
    ],
    variables,
  );
  const kustomize = await processes.start('kustomize-controller', common(ports[2], ports[3]), variables);
  await Promise.all([
    processes.until('Flux’s source controller', source, () => isReady(ports[1])),
    processes.until('Flux’s kustomize controller', kustomize, () => isReady(ports[3])),
  ]);
}

async function isReady(port: number | undefined): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/readyz`).then(
    ({ ok }) => ok,
    () => false, // not yet
  );
}

function objectsOf({ name, url, branch, namespace, path = './' }: Followed): readonly object[] {
  const metadata = { name, namespace: 'flux-system' };
  const sourceRef = { kind: 'GitRepository', name };
  return [
    {
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'GitRepository',
      metadata,
      spec: { url, ref: { branch }, interval, secretRef: { name: 'forge' } },
    },
    {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata,
      spec: {
        sourceRef,
        path,
        targetNamespace: namespace,
        interval: lookThrough,
        retryInterval: interval,
        timeout: '20s',
        prune: true,
        wait: true,
      },
    },
  ];
}

async function applied(cluster: Kubernetes, object: object): Promise<void> {
  await cluster.kubectl(['apply', '--server-side', '--field-manager=lab', '--filename=-'], JSON.stringify(object));
}
