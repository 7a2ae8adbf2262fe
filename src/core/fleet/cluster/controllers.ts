import { repositoryIdentity } from '../../support/repositoryIdentity';
import type { ClusterTarget, Environment } from '../../catalog/catalog';
import { clusterName, type ClusterChange } from '../../cluster/clusters';
import type { BranchOwner } from '../../change/engine/owner';
import { heldByWindow, present, type GitopsStatus } from '../../cluster/gitops';
import { everywhere, kindKey, type KindRef, type LiveObject } from '../../cluster/live';
import { foldersOf } from '../../manifest/render/layout';
import { folderOf } from '../../support/folderOf';
import { systemClock, type Instant } from '../../support/clock';
import { message } from '../../support/message';
import { branchOwner, type OwnerEvidence } from './branchOwner';
import { projectHome, secondHome, stageKind, type Home } from './homes';
import { DisposableStore, type Disposable } from '../../support/disposable';
import type { Observation } from '../../support/observation';
import type { ControllerBoard, ControllerView } from './controllerBoard';

/** What a GitOps controller says of a branch, beside what is seen of it. */
export interface ControllerState {
  readonly status: GitopsStatus;
  readonly observed: Observation;
}

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
    this.holdHomes();
  }

  concerns({ cluster, namespace, kinds }: ClusterChange): boolean {
    if (cluster !== clusterName(this.target)) return false;
    return this.homes.some((home) => home.namespace === namespace && home.kinds.some(isAmong(kinds)));
  }

  /** All that may be read of them, those of others included: whose an object is stands in each of them. */
  get objects(): readonly LiveObject[] {
    return this.view.objects;
  }

  /** Looks anew. Returns whether something else is said than before, of the branch or of what is to be ignored. */
  look(repositories: ReadonlySet<string>, contentPath: string, now: Instant = systemClock.now()): boolean {
    const before = this.told;
    const rulesBefore = this.rules;
    if (this.isWatching) this.holdHomes();
    const ours = this.find(repositories, now);
    const folders = foldersOf(contentPath, this.environment.name);
    this.current = theOne(ours.filter(isDeployer), folders);
    this.moving = theMover(
      ours.filter((state) => !isDeployer(state)),
      folders,
    );
    this.visitProject(this.projectOf(repositories, contentPath));
    this.owned = this.isWatching ? branchOwner(this.evidence(repositories, contentPath)) : notLooked;
    this.rules = this.view.rules;
    this.told = JSON.stringify([told(this.current), told(this.moving), unseen(this.owned)]);
    return this.told !== before || this.rules !== rulesBefore;
  }

  dispose(): void {
    this.holds.dispose();
  }

  /** What may not be read everywhere is looked for in the usual place as well, once that is known. */
  private holdHomes(): void {
    for (const home of this.homes) {
      const key = JSON.stringify(home);
      if (this.held.has(key)) continue;
      this.held.add(key);
      this.holds.add(this.board.clusters.watch({ target: this.target, ...home }));
    }
  }

  /** The Application at hand names the project whose Stage changes it: that is looked at as well. */
  private visitProject(namespace: string | undefined): void {
    if (!this.isWatching || namespace === undefined || this.project === namespace) return;
    this.project = namespace;
    this.holds.add(this.board.clusters.onDidChangeIn(this.target, [namespace], this.onProject));
    this.holdHomes();
  }

  /** The Kargo project whose Stage moves the branch, or may, by who is told to. */
  private projectOf(repositories: ReadonlySet<string>, contentPath: string): string | undefined {
    const { certain } = this.view.movers.of(repositories, this.environment.branch);
    const here = certain.filter(({ path }) => isOverlapping(path, contentPath));
    return (
      here.find(({ project }) => project !== undefined)?.project ??
      here.find(({ source }) => source === 'kargo')?.namespace
    );
  }

  private evidence(repositories: ReadonlySet<string>, contentPath: string): OwnerEvidence {
    const { board, target, view } = this;
    const { certain, unclear } = view.movers.of(repositories, this.environment.branch);
    const isHere = ({ path }: GitopsStatus) => isOverlapping(path, contentPath);
    const here = this.seen(certain.filter(isHere));
    const claimed = here.find(({ status }) => status.project !== undefined);
    const project = claimed?.status.project;
    const kinds = (namespace: string) => board.clusters.state(target, namespace).kinds;
    const stages = (namespace: string) => kinds(namespace).get(kindKey(stageKind));
    const { connection } = board.clusters.state(target, everywhere);
    const second = secondHome(kinds(everywhere), this.second);
    const all = stages(everywhere);
    return {
      connection,
      kinds: kinds(everywhere),
      second: second?.kinds.map((ref) => kinds(second.namespace).get(kindKey(ref))) ?? [],
      moving: here.filter(({ status }) => status.move !== undefined),
      claimed,
      stages: project === undefined || all?.kind === 'known' ? all : stages(project),
      unclear: unclear.find(isHere),
    };
  }

  private find(repositories: ReadonlySet<string>, now: Instant): readonly ControllerState[] {
    const { view, target } = this;
    const statuses = [...repositories]
      .flatMap((repository) => view.of(repository, this.environment.branch))
      .filter(({ targetNamespace }) => targetNamespace === undefined || targetNamespace === target.namespace)
      .map((status) => heldByWindow(status, now));
    return this.seen(statuses);
  }

  /** With when that was read: nothing where the cluster has told nothing yet. */
  private seen(statuses: readonly GitopsStatus[]): readonly ControllerState[] {
    const { connection } = this.board.clusters.state(this.target, everywhere);
    if (connection.kind !== 'live' && connection.kind !== 'stale') return [];
    return statuses.map((status) => ({ status, observed: lastLook(connection.observed, status) }));
  }

  /** Where the catalog says that an engine is told what to move. */
  private get second(): string | undefined {
    const { movedBy } = this.environment;
    return movedBy?.kind === 'engine' ? movedBy.at?.namespace : undefined;
  }

  private get view(): ControllerView {
    return this.board.view(this.target, this.project, this.second);
  }

  private get homes(): readonly Home[] {
    const usual = this.board.homes(this.target, this.second);
    return this.project === undefined ? usual : [...usual, projectHome(this.project)];
  }
}

/** What is told without when it was seen: that alone is no change. */
function unseen(owner: BranchOwner): object {
  if (owner.kind === 'unknown') return [owner.reason, owner.said];
  return owner.kind === 'engine' ? owner.status : [owner.kind];
}

/** A path of the repository holds the other, or is the same: what is said of the one concerns the other. */
function isOverlapping(one: string | undefined, other: string): boolean {
  const [a, b] = [folderOf(one ?? ''), folderOf(other)];
  return a === '' || b === '' || a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`);
}

/**
 * Argo CD looks every three minutes by itself, in large installations less often; what it said half an hour ago is stale, and so is
 * what is read of it now. Source: argo-cd, `timeout.reconciliation`, `status.reconciledAt`.
 */
const lookEveryMs = 15 * 60_000;

/** A controller's word is as old as its own last look, however fresh it was read. */
function lastLook(observed: Observation, { lookedAt }: GitopsStatus): Observation {
  const at = Date.parse(lookedAt ?? '');
  return Number.isNaN(at) ? observed : { ...observed, at: Math.min(observed.at, at), everyMs: lookEveryMs };
}

/** That it looked once more is told from time to time, before what is told is stale. */
function told(state: ControllerState | undefined): object | undefined {
  if (!state) return undefined;
  const { lookedAt, ...status } = state.status;
  return [status, Math.floor(Date.parse(lookedAt ?? '') / (lookEveryMs / 3))];
}

function isDeployer({ status }: ControllerState): boolean {
  return status.source === 'argo' || status.source === 'flux';
}

/**
 * That of the folder that is rendered here; nothing where several are. Of another folder that holds this one, or is held by it, only
 * that it is there is told: what it applied is not what is here.
 */
function theOne(states: readonly ControllerState[], folders: readonly string[]): ControllerState | undefined {
  for (const folder of folders) {
    const [only, ...others] = states.filter(({ status }) => folderOf(status.path ?? '') === folder);
    if (only) return others.length === 0 ? only : undefined;
  }
  const [near, ...others] = states.filter(({ status }) => isOverlapping(status.path, folders[0] ?? ''));
  return near && others.length === 0 ? besideOf(near, folders[0] ?? '') : undefined;
}

/** Who moves a branch does so for all of its folders, unless they name one. */
function theMover(states: readonly ControllerState[], folders: readonly string[]): ControllerState | undefined {
  const here = states.filter(({ status }) => folders.includes(folderOf(status.path ?? '')));
  const near = states.filter(({ status }) => isOverlapping(status.path, folders[0] ?? ''));
  const [only, ...others] = here.length > 0 ? here : near;
  return others.length === 0 ? only : undefined;
}

function besideOf({ status, observed }: ControllerState, folder: string): ControllerState {
  const { source, kind, name, namespace, repository, follows, path, targetNamespace, project, wishes } = status;
  const values = { path: path === undefined || path === '' ? '.' : path, folder: folder === '' ? '.' : folder };
  return {
    status: {
      ...{ source, kind, name, namespace, paused: false },
      ...present({ repository, follows, path, targetNamespace, project }),
      ...(wishes ? { wishes } : {}),
      ...{ sync: 'unknown', health: 'unknown', operation: 'idle' },
      notes: [
        message('It deploys {path}, and not {folder} alone: what it applied tells nothing certain of it.', values),
      ],
    },
    observed,
  };
}

/** What a controller means by the addresses of one repository: the same by https and ssh. */
export function identitiesOf(addresses: readonly string[]): ReadonlySet<string> {
  return new Set(addresses.map(repositoryIdentity));
}

function isAmong(kinds: ReadonlySet<string>): (ref: KindRef) => boolean {
  return ({ apiVersion, kind }) => kinds.has(`${apiVersion}/${kind}`);
}
