import { readFile } from 'node:fs/promises';
import { ensureServers } from '../../../scripts/servers/ensure';
import type { Kubernetes } from '../../lab/real/kubernetes';
import { releaseOf } from './helm';

/** How a pipeline or a controller brings git to the cluster. */
export type Way = keyof typeof ways;

interface Deploys {
  readonly title: string;
  /** @param part what the files are of all that is deployed, in one word */
  readonly apply: (deployer: Deployer, paths: readonly string[], part: string) => Promise<unknown>;
}

/** As kubectl is told of files: all in one call, since each call asks the server anew what kinds there are. */
export function filesOf(paths: readonly string[]): readonly string[] {
  return paths.flatMap((path) => ['-f', path]);
}

async function textOf(paths: readonly string[]): Promise<string> {
  return (await Promise.all(paths.map((path) => readFile(path, 'utf8')))).join('\n---\n');
}

/** What commands the ways need. */
export interface Deployer {
  readonly cluster: Kubernetes;
  /** Applies as Flux's kustomize-controller does, with its own package. */
  readonly flux: string;
  /** Applies as Argo CD's application controller does, with its own engine. */
  readonly argo: string;
  readonly helm: string;
}

export async function deployerOf(cluster: Kubernetes): Promise<Deployer> {
  const servers = await ensureServers(['argo', 'flux', 'kubernetes', 'renderers']);
  const [flux, argo, helm] = [servers.command('flux-apply'), servers.command('argocd-apply'), servers.command('helm')];
  return { cluster, flux, argo, helm };
}

export const ways = {
  clientSide: {
    title: 'kubectl apply',
    apply: ({ cluster }, paths) => cluster.kubectl(['apply', ...filesOf(paths)]),
  },
  serverSide: {
    title: 'kubectl apply --server-side',
    apply: ({ cluster }, paths) => cluster.kubectl(['apply', '--server-side', ...filesOf(paths)]),
  },
  flux: {
    title: 'Flux',
    apply: async ({ cluster, flux }, paths) => cluster.run(flux, [], await textOf(paths)),
  },
  argo: {
    title: 'Argo CD',
    apply: async ({ cluster, argo }, paths) => cluster.run(argo, [], await textOf(paths)),
  },
  argoServerSide: {
    title: 'Argo CD with ServerSideApply=true',
    apply: async ({ cluster, argo }, paths) => cluster.run(argo, ['-server-side'], await textOf(paths)),
  },
  helm: {
    title: 'a release of Helm 3, upgraded once,',
    apply: async ({ cluster, helm }, paths, part) => releaseOf(cluster, helm, part, paths),
  },
} as const satisfies Readonly<Record<string, Deploys>>;

export function deploying(way: Way): Deploys {
  return ways[way];
}
