import { homedir } from 'node:os';
import { Clusters, type ClustersOptions } from '../../core/cluster/clusters';
import { environmentContexts } from '../../core/cluster/contextNames';
import { kubeconfigPaths, loadKubeconfig } from '../../core/cluster/kubeconfig';

/** Of the environment of a process. */
export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Clusters as this call may read them: by the files of `KUBECONFIG`, else `~/.kube/config`, under the names of `BRANCHLINE_CONTEXTS`. Whoever
 * makes them disposes of them.
 * @throws BranchlineError where those names are no JSON
 */
export function clustersOf(
  { environment }: { readonly environment: Variables },
  more: Pick<ClustersOptions, 'log' | 'timings'> = {},
): Clusters {
  const paths = kubeconfigPaths({ environment, home: homedir() });
  const contextNames = environmentContexts(environment);
  return new Clusters({
    kubeconfig: () => loadKubeconfig(paths),
    contextNames: () => contextNames,
    trusted: () => true,
    environment,
    ...more,
  });
}
