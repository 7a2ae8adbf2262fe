import { repositoryIdentity } from '../../support/repositoryIdentity';
import type { ClusterTarget, Environment } from '../../catalog/catalog';
import { clusterName, type ClusterChange } from '../../cluster/clusters';
import type { BranchOwner } from '../../change/engine/owner';
import { gatesAt, heldByWindow, type GitopsStatus } from '../../cluster/gitops';
import { everywhere, type ConnectionState, type KindRef, type LiveObject } from '../../cluster/live';
import { foldersOf } from '../../manifest/render/layout';
import { systemClock, type Instant } from '../../support/clock';
import { message } from '../../support/message';
import { branchOwner, type OwnerEvidence } from './branchOwner';
import { ownerKinds, stageKind, usualHomes, type Home } from './homes';
import { DisposableStore, type Disposable } from '../../support/disposable';
import { isDeployer, isOverlapping, seen, theDeployer, theMover, told, type ControllerState } from './controllerState';
import type { ControllerBoard, ControllerView, Scene } from './controllerBoard';

export type { ControllerState } from './controllerState';

const notLooked: BranchOwner = { kind: 'unknown', reason: 'pending', said: message('The cluster is being asked.') };

/**
 * What Argo CD or Flux says of one branch in its cluster, and what Kargo or GitOps Promoter does. Where there is none,
 * where it may not be read, or where it is not clear which one is meant, nothing is said: what runs is told by content
 * alone. Source: docs/controllers.md, "Argo CD".
 */
export class CellControllers implements Disposable {
  private readonly holds = new DisposableStore();
  private readonly held = new Set<string>();
  private isWatching = false;
  private project: string | undefined;
  private current: ControllerState | undefined;
  private moving: ControllerState | undefined;
  private owned: BranchOwner = notLooked;
  private told = '';
  private rules = '';
  private homes = usualHomes;
  /** How the connection stood at the last look. */
  private connected: ConnectionState['kind'] | undefined;

  /** @param onProject something changed where only a Kargo project is, which is not known beforehand */
  constructor(
    private readonly board: ControllerBoard,
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

  /** Who moves the branch, as last looked at. */
  get owner(): BranchOwner {
    return this.owned;
  }

  watch(): void {
    if (this.isWatching) return;
    this.isWatching = true;
    this.hold(this.scene().homes);
  }

  /** A connection that is lost, or there again, concerns all that was read by it: what was seen last is no truth any more. */
  concerns({ cluster, namespace, kinds }: ClusterChange): boolean {
    if (cluster !== clusterName(this.target)) return false;
    const here = this.homes.filter((home) => home.namespace === namespace);
    if (kinds.size > 0) return here.some((home) => home.kinds.some(isAmong(kinds)));
    return here.length > 0 && this.connected !== this.board.clusters.state(this.target, everywhere).connection.kind;
  }

  /** All that may be read of them, those of others included: whose an object is stands in each of them. */
  get objects(): readonly LiveObject[] {
    return this.scene().view.objects;
  }

  /** Looks anew. Returns whether something else is said than before, of the branch or of what is to be ignored. */
  look(repositories: ReadonlySet<string>, contentPath: string, now: Instant = systemClock.now()): boolean {
    const before = this.told;
    const rulesBefore = this.rules;
    let scene = this.scene();
    if (this.isWatching) this.hold(scene.homes);
    const project = this.projectOf(scene.view, repositories, contentPath);
    if (this.visitProject(project)) scene = this.scene();
    const ours = this.find(scene, repositories, now);
    const folders = foldersOf(contentPath, this.environment.name);
    this.current = theDeployer(ours.filter(isDeployer), folders);
    this.moving = theMover(
      ours.filter((state) => !isDeployer(state)),
      folders,
    );
    this.owned = this.isWatching ? branchOwner(this.evidence(scene, repositories, contentPath, now)) : notLooked;
    this.connected = scene.connection.kind;
    this.rules = scene.view.rules;
    this.told = JSON.stringify([told(this.current), told(this.moving), unseen(this.owned)]);
    return this.told !== before || this.rules !== rulesBefore;
  }

  dispose(): void {
    this.holds.dispose();
  }

  /** What may not be read everywhere is looked for in the usual places as well, once that is known. */
  private hold(homes: readonly Home[]): void {
    this.homes = homes;
    for (const home of homes) {
      const key = JSON.stringify(home);
      if (this.held.has(key)) continue;
      this.held.add(key);
      this.holds.add(this.board.clusters.watch({ target: this.target, ...home }));
    }
  }

  /** The Application at hand names the project whose Stage changes it: that is looked at as well. */
  private visitProject(namespace: string | undefined): boolean {
    if (!this.isWatching || namespace === undefined || this.project === namespace) return false;
    this.project = namespace;
    this.holds.add(this.board.clusters.onDidChangeIn(this.target, [namespace], this.onProject));
    this.hold(this.scene().homes);
    return true;
  }

  /** The Kargo project whose Stage moves the branch, or may, by who is told to. */
  private projectOf(
    { movers }: ControllerView,
    repositories: ReadonlySet<string>,
    contentPath: string,
  ): string | undefined {
    const { certain } = movers.of(repositories, this.environment.branch);
    const here = certain.filter(({ path }) => isOverlapping(path, contentPath));
    return (
      here.find(({ project }) => project !== undefined)?.project ??
      here.find(({ source }) => source === 'kargo')?.namespace
    );
  }

  private evidence(
    { connection, kinds, view, homes }: Scene,
    repositories: ReadonlySet<string>,
    contentPath: string,
    now: Instant,
  ): OwnerEvidence {
    const { board, target } = this;
    const { certain, unclear } = view.movers.of(repositories, this.environment.branch);
    const isHere = ({ path }: GitopsStatus) => isOverlapping(path, contentPath);
    const here = seen(
      certain.filter(isHere).map((one) => gatesAt(one, now)),
      connection,
    );
    const claimed = here.find(({ status }) => status.project !== undefined);
    const project = claimed?.status.project;
    const stateIn = (namespace: string, ref: KindRef) => board.state(target, namespace, ref);
    const all = stateIn(everywhere, stageKind);
    return {
      connection,
      kinds,
      second: homes
        .filter(({ namespace }) => namespace !== everywhere)
        .flatMap(({ namespace, kinds: refs }) => refs.filter(tellsOwners).map((ref) => stateIn(namespace, ref))),
      moving: here.filter(({ status }) => status.move !== undefined),
      claimed,
      stages: project === undefined || all?.kind === 'known' ? all : stateIn(project, stageKind),
      unclear: unclear.find(isHere),
    };
  }

  private find(
    { view, connection }: Scene,
    repositories: ReadonlySet<string>,
    now: Instant,
  ): readonly ControllerState[] {
    const { namespace } = this.target;
    const statuses = [...repositories]
      .flatMap((repository) => view.of(repository, this.environment.branch))
      .filter(({ targetNamespace }) => targetNamespace === undefined || targetNamespace === namespace)
      .map((status) => heldByWindow(this.placed(status), now));
    return seen(statuses, connection);
  }

  /** What names another cluster by the address under which the catalog knows this one deploys here. */
  private placed({ elsewhere, ...status }: GitopsStatus): GitopsStatus {
    const isHere = this.target.kind === 'server' && elsewhere !== undefined && isSame(elsewhere, this.target.server);
    return elsewhere === undefined || isHere ? status : { ...status, elsewhere };
  }

  private scene(): Scene {
    const { movedBy } = this.environment;
    // Where the catalog says that an engine is told what to move.
    const second = movedBy?.kind === 'engine' ? movedBy.at?.namespace : undefined;
    return this.board.look({ target: this.target, project: this.project, second });
  }
}

function tellsOwners({ apiVersion, kind }: KindRef): boolean {
  return ownerKinds.some((one) => one.kind === kind && one.apiVersion === apiVersion);
}

/** Two addresses of one server. */
function isSame(one: string, other: string): boolean {
  const [a, b] = [URL.parse(one), URL.parse(other)];
  return a !== null && a.href === b?.href;
}

/** What is told without when it was seen: that alone is no change. */
function unseen(owner: BranchOwner): object {
  if (owner.kind === 'unknown') return [owner.reason, owner.said];
  return owner.kind === 'engine' ? owner.status : [owner.kind];
}

/** What a controller means by the addresses of one repository: the same by https and ssh. */
export function identitiesOf(addresses: readonly string[]): ReadonlySet<string> {
  return new Set(addresses.map(repositoryIdentity));
}

function isAmong(kinds: ReadonlySet<string>): (ref: KindRef) => boolean {
  return ({ apiVersion, kind }) => kinds.has(`${apiVersion}/${kind}`);
}
