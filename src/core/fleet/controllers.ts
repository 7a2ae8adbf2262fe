import { repositoryIdentity } from '../catalog/repository';
import type { ClusterTarget, Environment } from '../catalog/catalog';
import type { ClusterChange, Clusters } from '../cluster/clusters';
import { clusterName } from '../cluster/clusters';
import { gitopsStatuses, kargoProject, type GitopsStatus } from '../cluster/gitops';
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

/** Stages live in the namespace of their project, which only the Application that they may change tells. */
const stages: readonly KindRef[] = [{ apiVersion: 'kargo.akuity.io/v1alpha1', kind: 'Stage' }];

interface Home {
  readonly namespace: string;
  readonly kinds: readonly KindRef[];
}

/** Where controllers keep what they say, as they are usually installed: nobody has to be allowed to see all namespaces. */
const usualHomes: readonly Home[] = [
  {
    namespace: 'argocd',
    kinds: [
      { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application' },
      { apiVersion: 'promoter.argoproj.io/v1alpha1', kind: 'PromotionStrategy' },
      { apiVersion: 'promoter.argoproj.io/v1alpha1', kind: 'GitRepository' },
      { apiVersion: 'promoter.argoproj.io/v1alpha1', kind: 'ScmProvider' },
    ],
  },
  {
    namespace: 'flux-system',
    kinds: [
      { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization' },
      { apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'GitRepository' },
    ],
  },
];

/** The namespaces where they are. */
export const controllerNamespaces: readonly string[] = usualHomes.map(({ namespace }) => namespace);

/**
 * What Argo CD or Flux says of one branch in its cluster, and what Kargo or GitOps Promoter does. Where there is none,
 * where it may not be read, or where it is not clear which one is meant, nothing is said: what runs is told by content
 * alone. Source: promotion.md §5.1 to §5.5.
 */
export class CellControllers implements Disposable {
  private readonly holds = new DisposableStore();
  private isWatching = false;
  private homes = usualHomes;
  private current: ControllerState | undefined;
  private moving: ControllerState | undefined;
  private told = '';

  /** @param onProject something changed where only a Kargo project is, which is not known beforehand */
  constructor(
    private readonly clusters: Clusters,
    private readonly target: ClusterTarget,
    private readonly environment: Environment,
    private readonly onProject: (change: ClusterChange) => void,
  ) {}

  /** As last looked at. */
  get state(): ControllerState | undefined {
    return this.current;
  }

  /** Of whoever moves the branch and deploys nothing, as last looked at. */
  get promoter(): ControllerState | undefined {
    return this.moving;
  }

  watch(): void {
    if (this.isWatching) return;
    this.isWatching = true;
    for (const home of this.homes) this.hold(home);
  }

  concerns({ cluster, namespace, kinds }: ClusterChange): boolean {
    if (cluster !== clusterName(this.target)) return false;
    return this.homes.some((home) => home.namespace === namespace && home.kinds.some(isAmong(kinds)));
  }

  /** All that may be read of them, those of others included: whose an object is stands in each of them. */
  get objects(): readonly LiveObject[] {
    return this.homes.flatMap(({ namespace }) => worldOf(this.clusters.state(this.target, namespace)).objects);
  }

  /** Looks anew. Returns whether something else is said than before, of the branch or of what is to be ignored. */
  look(repositories: ReadonlySet<string>, contentPath: string): boolean {
    const before = this.told;
    const ours = this.find(repositories);
    this.current = theOne(ours.filter(isDeployer), contentPath);
    this.moving = theOne(
      ours.filter((state) => !isDeployer(state)),
      contentPath,
    );
    this.visitProject();
    const rules = this.objects.map(({ spec }) => [mapAt(spec)['ignoreDifferences'], mapAt(spec)['ignore']]);
    this.told = JSON.stringify([this.current?.status, this.moving?.status, rules]);
    return this.told !== before;
  }

  dispose(): void {
    this.holds.dispose();
  }

  private hold(home: Home): void {
    this.holds.add(this.clusters.watch({ target: this.target, ...home }));
  }

  /** The Application at hand names the project whose Stage changes it: that is looked at as well. */
  private visitProject(): void {
    const status = this.current?.status;
    const application = this.objects.find(
      ({ kind, metadata }) =>
        kind === status?.kind && metadata.name === status.name && metadata.namespace === status.namespace,
    );
    const namespace = application && kargoProject(application);
    if (!this.isWatching || namespace === undefined || this.homes.some((home) => home.namespace === namespace)) return;
    const home = { namespace, kinds: stages };
    this.homes = [...this.homes, home];
    this.holds.add(this.clusters.onDidChangeIn(this.target, [namespace], this.onProject));
    this.hold(home);
  }

  private find(repositories: ReadonlySet<string>): readonly ControllerState[] {
    const ours = gitopsStatuses(this.objects).filter((status) => this.isOurs(status, repositories));
    return this.homes.flatMap(({ namespace }) => {
      const state = this.clusters.state(this.target, namespace);
      const { connection } = state;
      if (connection.kind !== 'live' && connection.kind !== 'stale') return [];
      return ours
        .filter((status) => status.namespace === namespace)
        .map((status): ControllerState => ({ status, observed: connection.observed }));
    });
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

function isDeployer({ status }: ControllerState): boolean {
  return status.source === 'argo' || status.source === 'flux';
}

/** Of several, that of the same folder; nothing where that leaves it open. */
function theOne(states: readonly ControllerState[], contentPath: string): ControllerState | undefined {
  const here = states.filter(({ status }) => folder(status.path) === folder(contentPath));
  const [only, ...others] = here.length > 0 ? here : states;
  return others.length === 0 ? only : undefined;
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
