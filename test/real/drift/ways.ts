import { readFile } from 'node:fs/promises';
import { ensureServers } from '../../../scripts/servers/ensure';
import type { Kubernetes } from '../../lab/real/kubernetes';
import { releaseOf } from './helm';

/** How a pipeline or a controller brings git to the cluster. */
export type Way = keyof typeof ways;

interface Deploys {
  readonly title: string;
  /** By whom and how the server notes on each object that it was written, where that is to be held. */
  readonly noted?: { readonly manager: string; readonly operation: 'Update' | 'Apply' };
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
  readonly helm4: string;
}

export async function deployerOf(cluster: Kubernetes): Promise<Deployer> {
  const { command } = await ensureServers(['argo', 'flux', 'helm4', 'kubernetes', 'renderers']);
  const [flux, argo, helm, helm4] = [command('flux-apply'), command('argocd-apply'), command('helm'), command('helm4')];
  return { cluster, flux, argo, helm, helm4 };
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
    noted: { manager: 'helm', operation: 'Update' },
    apply: async ({ cluster, helm }, paths, part) => releaseOf(cluster, helm, part, paths),
  },
  helmServerSide: {
    title: 'a release of Helm 4, upgraded once,',
    noted: { manager: 'helm', operation: 'Apply' },
    apply: async ({ cluster, helm4 }, paths, part) =>
      releaseOf(cluster, helm4, part, paths, [
        '--server-side=true',
        '--force-conflicts', // what a controller of the server's own writes is no reason to stop
      ]),
  },
} as const satisfies Readonly<Record<string, Deploys>>;

export function deploying(way: Way): Deploys {
  return ways[way];
}
