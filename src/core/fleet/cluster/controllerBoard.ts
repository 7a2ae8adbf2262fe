import { repositoryIdentity } from '../../support/repositoryIdentity';
import { clusterName, type Clusters } from '../../cluster/clusters';
import type { ClusterAddress } from '../../cluster/kubeconfig';
import { gitopsStatuses, type GitopsStatus } from '../../cluster/gitops';
import { mapAt } from '../../cluster/json';
import { everywhere, kindKey, type KindState, type LiveObject } from '../../cluster/live';
import { groupBy } from '../../support/groupBy';
import { secondHome, stageKind, usualHomes, type Home } from './homes';
import { Movers } from './movers';

/** What all controllers of one cluster say, found by whom it is about. The same value until one says something else. */
export interface ControllerView {
  readonly objects: readonly LiveObject[];
  /** What they are told to ignore, as text to be compared. */
  readonly rules: string;
  /** What is said of a branch of a repository. */
  of(repository: string, branch: string): readonly GitopsStatus[];
  readonly movers: Movers;
}

interface Kept<V> {
  readonly from: readonly unknown[];
  readonly view: V;
}

/**
 * Reads what the controllers of each cluster say once for each change of theirs, whatever the number of cells that ask:
 * in a fleet of a thousand Applications each cell has one of them to look at, not a thousand.
 */
export class ControllerBoard {
  private readonly views = new Map<string, Kept<ControllerView>>();

  constructor(readonly clusters: Clusters) {}

  /**
   * Where something is to be watched of a cluster, by what may be read there.
   * @param second the namespace to look in where not all of them may be read
   */
  homes(target: ClusterAddress, second?: string): readonly Home[] {
    const home = secondHome(this.kinds(target, everywhere), second);
    return home ? [...usualHomes, home] : usualHomes;
  }

  /** @param project the namespace of the Kargo project that an Application names */
  view(target: ClusterAddress, project?: string, second?: string): ControllerView {
    const usual = this.usualStates(target, second);
    if (project === undefined) return this.viewOf(`${clusterName(target)} ${second ?? ''}`, usual);
    const isKnown = this.kinds(target, everywhere).get(kindKey(stageKind))?.kind === 'known';
    const own = [...this.kinds(target, project)].flatMap(([key, state]) =>
      isKnown && key === kindKey(stageKind) ? [] : [state],
    );
    return this.viewOf(`${clusterName(target)} ${second ?? ''} ${project}`, [...usual, ...own]);
  }

  private viewOf(key: string, states: readonly KindState[]): ControllerView {
    const held = this.views.get(key);
    if (held?.from.length === states.length && held.from.every((part, at) => part === states[at])) return held.view;
    const view = madeOf(states.flatMap((state) => (state.kind === 'known' ? state.objects : [])));
    this.views.set(key, { from: states, view });
    return view;
  }

  private usualStates(target: ClusterAddress, second?: string): readonly KindState[] {
    const places = new Set(this.homes(target, second).map(({ namespace }) => namespace));
    return [...places].flatMap((namespace) => [...this.kinds(target, namespace).values()]);
  }

  private kinds(target: ClusterAddress, namespace: string): ReadonlyMap<string, KindState> {
    return this.clusters.state(target, namespace).kinds;
  }
}

function madeOf(objects: readonly LiveObject[]): ControllerView {
  const statuses = gitopsStatuses(objects);
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
    movers: new Movers(statuses),
  };
}

function keyOf(repository: string, branch: string): string {
  return `${repository}\n${branch}`;
}
