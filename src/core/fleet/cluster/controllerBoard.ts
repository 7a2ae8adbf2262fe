import type { ClusterTarget } from '../../catalog/catalog';
import { repositoryIdentity } from '../../support/repositoryIdentity';
import { clusterName, type Clusters } from '../../cluster/clusters';
import type { ClusterAddress } from '../../cluster/kubeconfig';
import { gitopsStatuses, type GitopsStatus } from '../../cluster/gitops';
import { mapAt } from '../../cluster/json';
import {
  everywhere,
  kindKey,
  type ConnectionState,
  type KindRef,
  type KindState,
  type LiveObject,
} from '../../cluster/live';
import { groupBy } from '../../support/groupBy';
import { ownHome, projectHome, secondHomes, stageKind, usualHomes, type Home } from './homes';
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

/** What a cell looks at: a place in a cluster, and where else in it engines are told something. */
export interface BoardPlace {
  readonly target: ClusterTarget;
  /** The namespace of the Kargo project that an Application or a Stage names. */
  readonly project?: string | undefined;
  /** The namespace to look in where not all of them may be read. */
  readonly second?: string | undefined;
}

/** What is known at one moment, for one look. */
export interface Scene {
  readonly connection: ConnectionState;
  /** Of all namespaces. */
  readonly kinds: ReadonlyMap<string, KindState>;
  /** What is watched. */
  readonly homes: readonly Home[];
  readonly view: ControllerView;
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

  /** All that one look is about, read once. */
  look(place: BoardPlace): Scene {
    const { target, project, second } = place;
    const { connection, kinds } = this.clusters.state(target, everywhere);
    const seconds = secondHomes(kinds, second);
    const own = ownHome(kinds, target.namespace);
    const ofProject = project === undefined ? [] : [projectHome(project)];
    const usual = [...usualHomes, ...seconds];
    const homes = [...usual, ...(own ? [own] : []), ...ofProject];
    return { connection, kinds, homes, view: this.viewAt(place, kinds, { usual, own }) };
  }

  /** What is known of a kind in one namespace. */
  state(target: ClusterAddress, namespace: string, ref: KindRef): KindState | undefined {
    return this.clusters.state(target, namespace).kinds.get(kindKey(ref));
  }

  private viewAt(
    { target, project, second }: BoardPlace,
    kinds: ReadonlyMap<string, KindState>,
    { usual, own }: { readonly usual: readonly Home[]; readonly own: Home | undefined },
  ): ControllerView {
    const name = `${clusterName(target)} ${second ?? ''}`;
    const places = new Set(usual.map(({ namespace }) => namespace));
    const states = [...places].flatMap((namespace) =>
      namespace === everywhere ? [...kinds.values()] : [...this.clusters.state(target, namespace).kinds.values()],
    );
    const base = this.viewOf(name, states);
    const view = project === undefined ? base : this.withProject(`${name} ${project}`, { target, project }, states);
    return own ? this.withOwn(`${name} ${project ?? ''} own ${own.namespace}`, view, target, own) : view;
  }

  private withProject(
    key: string,
    { target, project }: { readonly target: ClusterAddress; readonly project: string },
    usual: readonly KindState[],
  ): ControllerView {
    const isKnown = this.state(target, everywhere, stageKind)?.kind === 'known';
    const own = [...this.clusters.state(target, project).kinds].flatMap(([kind, state]) =>
      isKnown && kind === kindKey(stageKind) ? [] : [state],
    );
    return this.viewOf(key, [...usual, ...own]);
  }

  /** With what lies in one namespace alone: of many of them, what they have in common is read once. */
  private withOwn(
    key: string,
    base: ControllerView,
    target: ClusterAddress,
    { namespace, kinds }: Home,
  ): ControllerView {
    const states = kinds.flatMap((ref) => this.state(target, namespace, ref) ?? []);
    const objects = objectsIn(states);
    if (objects.length === 0) return base;
    const held = this.views.get(key);
    const from = [base, ...states];
    if (held?.from.length === from.length && held.from.every((part, at) => part === from[at])) return held.view;
    const own = madeOf(objects, [...base.objects, ...objects]);
    const view: ControllerView = {
      objects: [...base.objects, ...objects],
      rules: base.rules + own.rules,
      of: (repository, branch) => [...base.of(repository, branch), ...own.of(repository, branch)],
      movers: base.movers,
    };
    this.views.set(key, { from, view });
    return view;
  }

  private viewOf(key: string, states: readonly KindState[]): ControllerView {
    const held = this.views.get(key);
    if (held?.from.length === states.length && held.from.every((part, at) => part === states[at])) return held.view;
    const view = madeOf(objectsIn(states));
    this.views.set(key, { from: states, view });
    return view;
  }
}

function objectsIn(states: readonly KindState[]): readonly LiveObject[] {
  return states.flatMap((state) => (state.kind === 'known' ? state.objects : []));
}

function madeOf(objects: readonly LiveObject[], among: readonly LiveObject[] = objects): ControllerView {
  const statuses = gitopsStatuses(objects, among);
  const byBranch = groupBy(statuses, ({ repository = '', follows = '' }) =>
    keyOf(repositoryIdentity(repository), follows.replace(/^refs\/heads\//, '')),
  );
  const rules = objects.flatMap(({ spec, kind, metadata }) => {
    const { ignoreDifferences, ignore, driftDetection } = mapAt(spec);
    const told = [ignoreDifferences, ignore, driftDetection];
    return told.every((one) => one === undefined) ? [] : [[kind, metadata.namespace, metadata.name, ...told]];
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
