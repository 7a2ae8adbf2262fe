import { repositoryIdentity } from '../catalog/repository';
import type { ClusterTarget, Environment } from '../catalog/catalog';
import type { ClusterChange, Clusters } from '../cluster/clusters';
import { clusterName } from '../cluster/clusters';
import { gitopsStatuses, type GitopsStatus } from '../cluster/gitops';
import { mapAt } from '../cluster/json';
import type { KindRef, LiveObject } from '../cluster/live';
import { DisposableStore, type Disposable } from '../support/disposable';
import type { Observation } from '../support/observation';
import { worldOf } from './clusterFacts';

/** What a GitOps controller says of a branch, beside what is seen of it. */
export interface ControllerState {
  readonly status: GitopsStatus;
  readonly observed: Observation;
}

/** Where controllers keep what they say, as they are usually installed: nobody has to be allowed to see all namespaces. */
const homes: readonly { readonly namespace: string; readonly kinds: readonly KindRef[] }[] = [
  { namespace: 'argocd', kinds: [{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Application' }] },
  {
    namespace: 'flux-system',
    kinds: [
      { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization' },
      { apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'GitRepository' },
    ],
  },
];

/** The namespaces where they are. */
export const controllerNamespaces: readonly string[] = homes.map(({ namespace }) => namespace);

/**
 * What Argo CD or Flux says of one branch in its cluster. Where there is none, where it may not be read, or where it is not
 * clear which one is meant, nothing is said: what runs is told by content alone. Source: promotion.md §5.1, §5.2, §5.5.
 */
export class CellControllers implements Disposable {
  private readonly holds = new DisposableStore();
  private isWatching = false;
  private current: ControllerState | undefined;
  private told = '';

  constructor(
    private readonly clusters: Clusters,
    private readonly target: ClusterTarget,
    private readonly environment: Environment,
  ) {}

  /** As last looked at. */
  get state(): ControllerState | undefined {
    return this.current;
  }

  watch(): void {
    if (this.isWatching) return;
    this.isWatching = true;
    for (const home of homes) this.holds.add(this.clusters.watch({ target: this.target, ...home }));
  }

  concerns({ cluster, namespace, kinds }: ClusterChange): boolean {
    if (cluster !== clusterName(this.target)) return false;
    return homes.some((home) => home.namespace === namespace && home.kinds.some(isAmong(kinds)));
  }

  /** All that may be read of them, those of others included: whose an object is stands in each of them. */
  get objects(): readonly LiveObject[] {
    return homes.flatMap(({ namespace }) => worldOf(this.clusters.state(this.target, namespace)).objects);
  }

  /** Looks anew. Returns whether something else is said than before, of the branch or of what is to be ignored. */
  look(repositories: ReadonlySet<string>, contentPath: string): boolean {
    const before = this.told;
    this.current = this.find(repositories, contentPath);
    const rules = this.objects.map(({ spec }) => [mapAt(spec)['ignoreDifferences'], mapAt(spec)['ignore']]);
    this.told = JSON.stringify([this.current?.status, rules]);
    return this.told !== before;
  }

  dispose(): void {
    this.holds.dispose();
  }

  private find(repositories: ReadonlySet<string>, contentPath: string): ControllerState | undefined {
    const states = homes.map(({ namespace }) => this.clusters.state(this.target, namespace));
    const ours = states.flatMap((state) => {
      const { connection } = state;
      if (connection.kind !== 'live' && connection.kind !== 'stale') return [];
      return gitopsStatuses(worldOf(state).objects)
        .filter((status) => this.isOurs(status, repositories))
        .map((status): ControllerState => ({ status, observed: connection.observed }));
    });
    const here = ours.filter(({ status }) => folder(status.path) === folder(contentPath));
    const [only, ...others] = here.length > 0 ? here : ours;
    return others.length === 0 ? only : undefined;
  }

  private isOurs({ repository, follows, targetNamespace }: GitopsStatus, repositories: ReadonlySet<string>): boolean {
    return (
      repository !== undefined &&
      repositories.has(repositoryIdentity(repository)) &&
      follows?.replace(/^refs\/heads\//, '') === this.environment.branch &&
      (targetNamespace === undefined || targetNamespace === this.target.namespace)
    );
  }
}

/** What a controller means by the addresses of one repository: the same by https and ssh. */
export function identitiesOf(addresses: readonly string[]): ReadonlySet<string> {
  return new Set(addresses.map(repositoryIdentity));
}

function isAmong(kinds: ReadonlySet<string>): (ref: KindRef) => boolean {
  return ({ apiVersion, kind }) => kinds.has(`${apiVersion}/${kind}`);
}

/** `./prod/` is `prod`, the root is nothing. */
function folder(path = ''): string {
  return path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
}
