import type { Catalog, Environment, Service } from '../catalog/catalog';
import type { ServiceLocation } from '../change/location';
import type { LiveObject } from '../cluster/live';
import { GitError } from '../git/errors';
import type { Commit } from '../git/objects';
import type { Disposable } from '../support/disposable';
import type { Event } from '../support/emitter';
import type { Sha } from '../support/sha';
import type { FleetDependencies } from './dependencies';
import { endDependencies, makeDependencies, type FleetOptions } from './makeDependencies';
import type { RepositoryState } from './observe/repositoryState';
import { ServiceObserver } from './observe/serviceObserver';
import { cellId, type Cell, type FleetChange } from './state/snapshot';

/** One service in one environment, as the catalog has them. */
export interface ObservedPlace {
  readonly catalog: Catalog;
  readonly service: Service;
  readonly environment: Environment;
}

/** What is known at one moment: facts of the cell, held against the commit, and the live objects behind them. */
export interface CommitLook {
  readonly cell: Cell;
  readonly live: readonly LiveObject[];
}

/**
 * Holds one environment against one commit of its branch, whatever the branch has become since: the same looks as the
 * fleet's, at a commit that somebody names in place of the head.
 */
export class CommitObserver implements Disposable {
  private readonly ended = new AbortController();
  /** What is known of the cluster's kinds was asked for while it answered; nothing while that is still being asked. */
  private wasLive: boolean | undefined;
  private failure: { readonly error: unknown } | undefined;

  private constructor(
    private readonly place: ObservedPlace,
    private readonly deps: FleetDependencies,
    private observer: ServiceObserver,
    readonly commit: Commit,
    readonly location: ServiceLocation,
  ) {}

  /**
   * Reads the repository and begins to watch the cluster, whose answer is not waited for.
   * @param revision a commit, or at least the first seven digits of its name; the branch's head where it is left out
   * @throws GitError, ForgeError where the repository cannot be read, or the branch does not hold the commit
   */
  static async open(
    place: ObservedPlace,
    revision: string | undefined,
    options: FleetOptions,
    signal: AbortSignal,
  ): Promise<CommitObserver> {
    const deps = makeDependencies(options, () => ({ treeVisible: false, focused: false }));
    const observer = observerOf(place, deps);
    try {
      const state = await observer.newestState(signal);
      const commit = await commitOn(state, place.environment.branch, revision, signal);
      const opened = new CommitObserver(place, deps, observer, commit, state.location);
      opened.show(state);
      return opened;
    } catch (error) {
      observer.dispose();
      endDependencies(deps);
      throw error;
    }
  }

  get onDidChange(): Event<FleetChange> {
    return this.deps.store.onDidChange;
  }

  /** @throws what is a mistake of ours */
  look(): CommitLook {
    if (this.failure) throw this.failure.error;
    const { service, environment } = this.place;
    const cell = this.deps.store.latestCell(cellId(service.name, environment.name));
    if (!cell) throw new Error('The catalog has no such cell');
    return { cell, live: this.observer.cell(environment.name)?.content?.live ?? [] };
  }

  /** Something could not be read, and may be by now. */
  get isUnread(): boolean {
    const { connection, drift } = this.look().cell;
    return (
      connection.kind !== 'live' ||
      this.wasLive === false ||
      drift.kind === 'unknown' ||
      drift.report.counts.unknown > 0
    );
  }

  /** Tries anew what could not be read. Where the branch is by now, or nothing where it is gone. @throws as `open` */
  async refresh(signal: AbortSignal): Promise<Sha | undefined> {
    const { connection } = this.look().cell;
    const state = await this.observer.newestState(signal);
    if (connection.kind === 'live' && this.wasLive === false) {
      // What is known of its kinds was asked for before it answered.
      const before = this.observer;
      this.observer = observerOf(this.place, this.deps);
      this.show(state);
      before.dispose();
    } else if (this.isUnread) {
      this.observer.cell(this.place.environment.name)?.refresh();
    }
    return state.heads.get(this.place.environment.branch);
  }

  dispose(): void {
    this.ended.abort(new DOMException('Cancelled.', 'AbortError'));
    this.observer.dispose();
    endDependencies(this.deps);
  }

  /** As if the branch had ended at the commit. */
  private show(state: RepositoryState): void {
    const { name, branch } = this.place.environment;
    const heads = new Map([...state.heads, [branch, this.commit.sha]]);
    const { signal } = this.ended;
    this.wasLive = undefined;
    const shown = this.observer.cell(name)?.show({ ...state, heads }, signal) ?? Promise.resolve();
    void shown.then(
      () => {
        this.wasLive = this.look().cell.connection.kind === 'live';
      },
      (error: unknown) => {
        if (!signal.aborted) this.failure = { error };
      },
    );
  }
}

function observerOf({ catalog, service, environment }: ObservedPlace, deps: FleetDependencies): ServiceObserver {
  const alone: Service = { ...service, environments: [environment], edges: [] };
  deps.store.setCatalog({ ...catalog, services: [alone], discoveries: [] });
  return new ServiceObserver(alone, deps);
}

async function commitOn(
  { repository, heads }: RepositoryState,
  branch: string,
  revision: string | undefined,
  signal: AbortSignal,
): Promise<Commit> {
  const head = heads.get(branch);
  if (head === undefined) throw GitError.branchMissing(branch, repository.where);
  if (revision === undefined) return repository.commit(head);
  // Any other name would be one that moves.
  const sha = /^[0-9a-f]{7,64}$/.test(revision) ? await repository.resolve(revision) : undefined;
  await repository.graph.load([head], signal);
  if (sha === undefined || !repository.graph.isAncestor(sha, head)) {
    throw GitError.notOnBranch(revision, branch, repository.where);
  }
  return repository.commit(sha);
}
