import { repositoryIdentity } from '../../catalog/repository';
import { clusterName, type Clusters } from '../../cluster/clusters';
import type { ClusterAddress } from '../../cluster/kubeconfig';
import { gitopsStatuses, kargoProject, type GitopsStatus } from '../../cluster/gitops';
import { mapAt } from '../../cluster/json';
import type { KindRef, KindState, LiveObject } from '../../cluster/live';
import { applicationKind, stageKind, strategyKind } from './branchOwner';
import { groupBy } from '../../support/groupBy';

/** A namespace where controllers keep what they say. */
export interface Home {
  readonly namespace: string;
  readonly kinds: readonly KindRef[];
}

/** As controllers are usually installed: nobody has to be allowed to see all namespaces. */
export const usualHomes: readonly Home[] = [
  {
    namespace: 'argocd',
    kinds: [
      applicationKind,
      { apiVersion: 'argoproj.io/v1alpha1', kind: 'AppProject' },
      strategyKind,
      { apiVersion: 'promoter.argoproj.io/v1alpha1', kind: 'GitRepository' },
      { apiVersion: 'promoter.argoproj.io/v1alpha1', kind: 'ScmProvider' },
      // None is there: whether the cluster serves them tells whether Kargo is in it.
      stageKind,
    ],
  },
  {
    namespace: 'flux-system',
    kinds: [
      { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization' },
      { apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'GitRepository' },
      { apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'OCIRepository' },
      { apiVersion: 'image.toolkit.fluxcd.io/v1', kind: 'ImageUpdateAutomation' },
    ],
  },
];

/** Stages live in the namespace of their project, which only the Application that they may change tells. */
export function projectHome(namespace: string): Home {
  return { namespace, kinds: [stageKind] };
}

/** What all controllers of one cluster say, found by whom it is about. The same value until one says something else. */
export interface ControllerView {
  readonly objects: readonly LiveObject[];
  /** What they are told to ignore, as text to be compared. */
  readonly rules: string;
  /** What is said of a branch of a repository. */
  of(repository: string, branch: string): readonly GitopsStatus[];
  /** What is said of a branch of that name, where the repository is not told. */
  ofUnknown(branch: string): readonly GitopsStatus[];
}

interface Kept<V> {
  readonly from: readonly unknown[];
  readonly view: V;
}

interface UsualView extends ControllerView {
  /** The Applications that Stages of a Kargo project may change. */
  readonly inProject: ReadonlyMap<string, readonly LiveObject[]>;
}

/**
 * Reads what the controllers of each cluster say once for each change of theirs, whatever the number of cells that ask:
 * in a fleet of a thousand Applications each cell has one of them to look at, not a thousand.
 */
export class ControllerBoard {
  private readonly usual = new Map<string, Kept<UsualView>>();
  private readonly projects = new Map<string, Kept<ControllerView>>();

  constructor(readonly clusters: Clusters) {}

  /** @param project the namespace of the Kargo project that an Application names */
  view(target: ClusterAddress, project?: string): ControllerView {
    const base = this.usualView(target);
    if (project === undefined) return base;
    const states = this.statesIn(target, project);
    return kept(this.projects, `${clusterName(target)} ${project}`, [base, ...states], () =>
      joined(base, project, objectsIn(states)),
    );
  }

  private usualView(target: ClusterAddress): UsualView {
    const states = usualHomes.flatMap(({ namespace }) => this.statesIn(target, namespace));
    return kept(this.usual, clusterName(target), states, () => {
      const objects = objectsIn(states);
      const inProject = groupBy(objects.filter(isKargos), (object) => kargoProject(object) ?? '');
      return { ...viewOf(objects, gitopsStatuses(objects)), inProject };
    });
  }

  private statesIn(target: ClusterAddress, namespace: string): readonly KindState[] {
    return [...this.clusters.state(target, namespace).kinds.values()];
  }
}

/** The usual ones, and the Stages of one project beside them. */
function joined(base: UsualView, project: string, stages: readonly LiveObject[]): ControllerView {
  const statuses = gitopsStatuses(stages, [...stages, ...(base.inProject.get(project) ?? [])]);
  const own = viewOf(stages, statuses);
  return {
    objects: [...base.objects, ...stages],
    rules: base.rules,
    of: (repository, branch) => [...base.of(repository, branch), ...own.of(repository, branch)],
    ofUnknown: (branch) => base.ofUnknown(branch),
  };
}

function viewOf(objects: readonly LiveObject[], statuses: readonly GitopsStatus[]): ControllerView {
  const byBranch = groupBy(statuses, ({ repository = '', follows = '' }) =>
    keyOf(repositoryIdentity(repository), follows.replace(/^refs\/heads\//, '')),
  );
  const rules = objects.flatMap(({ spec, kind, metadata }) => {
    const { ignoreDifferences, ignore } = mapAt(spec);
    if (ignoreDifferences === undefined && ignore === undefined) return [];
    return [[kind, metadata.namespace, metadata.name, ignoreDifferences, ignore]];
  });
  return {
    objects,
    rules: JSON.stringify(rules),
    of: (repository, branch) => byBranch.get(keyOf(repository, branch)) ?? [],
    ofUnknown: (branch) => byBranch.get(keyOf(repositoryIdentity(''), branch)) ?? [],
  };
}

/** What was made of the very same parts. */
function kept<V>(views: Map<string, Kept<V>>, key: string, from: readonly unknown[], make: () => V): V {
  const held = views.get(key);
  if (held?.from.length === from.length && held.from.every((part, at) => part === from[at])) return held.view;
  const view = make();
  views.set(key, { from, view });
  return view;
}

function objectsIn(states: readonly KindState[]): readonly LiveObject[] {
  return states.flatMap((state) => (state.kind === 'known' ? state.objects : []));
}

function isKargos(object: LiveObject): boolean {
  return kargoProject(object) !== undefined;
}

function keyOf(repository: string, branch: string): string {
  return `${repository}\n${branch}`;
}
