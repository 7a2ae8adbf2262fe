import { repositoryIdentity } from '../../catalog/repository';
import type { ClusterTarget, Environment } from '../../catalog/catalog';
import { clusterName, type ClusterChange } from '../../cluster/clusters';
import type { BranchOwner } from '../../change/engine/owner';
import { heldByWindow, present, type GitopsStatus } from '../../cluster/gitops';
import { kindKey, type KindRef, type LiveObject } from '../../cluster/live';
import { folderOf, foldersOf } from '../../manifest/render/layout';
import { systemClock, type Instant } from '../../support/clock';
import { message } from '../../support/message';
import { branchOwner, stageKind, type OwnerEvidence } from './branchOwner';
import { DisposableStore, type Disposable } from '../../support/disposable';
import type { Observation } from '../../support/observation';
import { projectHome, usualHomes, type ControllerBoard, type ControllerView, type Home } from './controllerBoard';

/** What a GitOps controller says of a branch, beside what is seen of it. */
export interface ControllerState {
  readonly status: GitopsStatus;
  readonly observed: Observation;
}

/** Where Argo CD, GitOps Promoter and Kargo are told what is theirs. */
const engineNamespace = 'argocd';

const notLooked: BranchOwner = { kind: 'unknown', reason: 'pending', said: message('The cluster is being asked.') };

/** The namespaces where they are. */
export const controllerNamespaces: readonly string[] = usualHomes.map(({ namespace }) => namespace);

/**
 * What Argo CD or Flux says of one branch in its cluster, and what Kargo or GitOps Promoter does. Where there is none,
 * where it may not be read, or where it is not clear which one is meant, nothing is said: what runs is told by content
 * alone. Source: docs/controllers.md, "Argo CD".
 */
export class CellControllers implements Disposable {
  private readonly holds = new DisposableStore();
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
    for (const home of this.homes) this.hold(home);
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
    const ours = this.find(repositories, now);
    const folders = foldersOf(contentPath, this.environment.name);
    this.current = theOne(ours.filter(isDeployer), folders);
    this.moving = theOne(
      ours.filter((state) => !isDeployer(state)),
      folders,
    );
    const claim = ours.find(({ status }) => status.project !== undefined);
    this.visitProject(this.current?.status.project ?? claim?.status.project);
    this.owned = this.isWatching ? branchOwner(this.evidence(ours, contentPath)) : notLooked;
    this.rules = this.view.rules;
    this.told = JSON.stringify([told(this.current), told(this.moving), unseen(this.owned)]);
    return this.told !== before || this.rules !== rulesBefore;
  }

  dispose(): void {
    this.holds.dispose();
  }

  private hold(home: Home): void {
    this.holds.add(this.board.clusters.watch({ target: this.target, ...home }));
  }

  /** The Application at hand names the project whose Stage changes it: that is looked at as well. */
  private visitProject(namespace: string | undefined): void {
    if (!this.isWatching || namespace === undefined || this.project === namespace) return;
    this.project = namespace;
    this.holds.add(this.board.clusters.onDidChangeIn(this.target, [namespace], this.onProject));
    this.hold(projectHome(namespace));
  }

  private evidence(ours: readonly ControllerState[], contentPath: string): OwnerEvidence {
    const { board, target, view } = this;
    const here = ours.filter(({ status }) => isOverlapping(status.path, contentPath));
    const claimed = here.find(({ status }) => status.project !== undefined);
    const project = claimed?.status.project;
    const { connection, kinds } = board.clusters.state(target, engineNamespace);
    const unclear = view.ofUnknown(this.environment.branch).find(({ source }) => source === 'promoter');
    return {
      connection,
      kinds,
      moving: here.filter(({ status }) => status.move !== undefined),
      claimed,
      stages: project === undefined ? undefined : board.clusters.state(target, project).kinds.get(kindKey(stageKind)),
      unclear: unclear?.name,
    };
  }

  private find(repositories: ReadonlySet<string>, now: Instant): readonly ControllerState[] {
    const { view, target } = this;
    return [...repositories]
      .flatMap((repository) => view.of(repository, this.environment.branch))
      .filter(({ targetNamespace }) => targetNamespace === undefined || targetNamespace === target.namespace)
      .flatMap((status): readonly ControllerState[] => {
        const { connection } = this.board.clusters.state(target, status.namespace ?? '');
        if (connection.kind !== 'live' && connection.kind !== 'stale') return [];
        return [{ status: heldByWindow(status, now), observed: lastLook(connection.observed, status) }];
      });
  }

  private get view(): ControllerView {
    return this.board.view(this.target, this.project);
  }

  private get homes(): readonly Home[] {
    return this.project === undefined ? usualHomes : [...usualHomes, projectHome(this.project)];
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
