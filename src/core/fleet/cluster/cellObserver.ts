import type { ClusterTarget, Environment, Service } from '../../catalog/catalog';
import { clusterName, type ClusterChange, type Clusters } from '../../cluster/clusters';
import type { KindRef, LiveObject, NamespaceState } from '../../cluster/live';
import { kindKey } from '../../cluster/live';
import { withStableSets } from '../../cluster/rollouts/stable';
import type { KindSchema } from '../../cluster/schemas/schema';
import { steadySince } from '../../cluster/steady';
import { declaredOwner } from '../../change/engine/declared';
import type { BranchOwner } from '../../change/engine/owner';
import { isBlobOf } from '../../git/blobName';
import type { Instant } from '../../support/clock';
import { DisposableStore, type Disposable } from '../../support/disposable';
import { isAbort } from '../../support/errors';
import { message } from '../../support/message';
import type { Unknown } from '../../support/observation';
import type { Sha } from '../../support/sha';
import { CellControllers, identitiesOf } from './controllers';
import { controllerNamespaces } from './homes';
import { DeployedCommits } from './deployedCommits';
import { enginePlace } from './enginePlace';
import { desiredOf, namedBy, type Desired } from './desired';
import { noCluster } from '../state/empty';
import { unknownBecause } from '../../support/unknownBecause';
import type { CellContent } from '../fleet';
import { clusterFacts, liveStateOf } from './clusterFacts';
import { compareManifests } from '../../drift/compare';
import type { ObjectDrift } from '../../drift/report';
import type { ManifestFile, ObjectIdentity } from '../../manifest/objects';
import { identityKey } from '../../manifest/read/identity';
import { withIgnored, type IgnoreRule } from '../../drift/ignores/ownIgnores';
import { readManifestFile } from '../../manifest/read/readManifestFile';
import { LiveRevision } from './liveRevision';
import { rolloutsOf } from './rollouts';
import type { RepositoryState } from '../observe/repositoryState';
import { cellId, type CellId, type DriftState } from '../state/snapshot';
import { watchedKinds } from './watchedKinds';
import { nothingToVerify, Verifications, type Verified } from './verifications';
import type { FleetDependencies } from '../dependencies';

const untrusted: Unknown = {
  kind: 'unknown',
  reason: 'notConfigured',
  said: message('No cluster is contacted from a folder that is not trusted.'),
};

const noBranch: Unknown = {
  kind: 'unknown',
  reason: 'missing',
  said: message('There is no branch that could be held against what runs.'),
};

/** Holds what the branch's head says against what runs, and says so again whenever either changes. */
export class CellObserver implements Disposable {
  private readonly id: CellId;
  private readonly ignored: readonly IgnoreRule[];
  private readonly isSoaking: boolean;
  private readonly listening = new DisposableStore();
  private readonly revision: LiveRevision;
  private readonly controllers: CellControllers | undefined;
  /** What tells who moves the branch; it may be in another cluster than what deploys it. */
  private readonly movers: CellControllers | undefined;
  private readonly deployed: DeployedCommits;
  private repositories: ReadonlySet<string>;
  private watching: Disposable | undefined;
  private watched = '';
  private rules = '';
  private desired: (Desired & { readonly commit: Sha }) | undefined;
  private schemas = new Map<string, KindSchema>();
  private live: readonly LiveObject[] = [];
  private readonly verifications = new Verifications();

  constructor(
    private readonly service: Service,
    private readonly environment: Environment,
    private readonly deps: FleetDependencies,
  ) {
    this.id = cellId(service.name, environment.name);
    this.ignored = (service.driftIgnores ?? []).filter(
      ({ environments }) => environments?.includes(environment.name) ?? true,
    );
    this.isSoaking = service.edges.some(({ from, gates }) => from === environment.name && gates.soakMs > 0);
    this.revision = new LiveRevision(environment, () => this.tell());
    const { clusters, controllers: board } = deps;
    const { cluster } = environment;
    this.controllers =
      board && cluster && new CellControllers(board, cluster, environment, (change) => this.onChange(change));
    const place = enginePlace(environment);
    this.movers =
      board && place && place !== cluster
        ? new CellControllers(board, place, environment, (change) => this.onChange(change))
        : this.controllers;
    this.repositories = identitiesOf([service.repository]);
    this.deployed = new DeployedCommits(() => this.tell());
    const places = [cluster?.namespace ?? '', ...controllerNamespaces];
    const listen = (to: ClusterTarget | undefined) =>
      to && clusters?.onDidChangeIn(to, places, (change) => this.onChange(change));
    for (const one of new Set([cluster, place])) this.listening.add(listen(one) ?? { dispose: () => undefined });
  }

  /**
   * The head moved, or a look is due: renders what the branch says if it is new, and watches the kinds in it. A controller
   * may name the repository by where it was found to be.
   */
  async show(state: RepositoryState, signal: AbortSignal): Promise<void> {
    const { cluster } = this.environment;
    const { clusters, store } = this.deps;
    this.repositories = identitiesOf([this.service.repository, state.location.remote.where]);
    if (!cluster || !clusters) {
      const why = cluster ? untrusted : noCluster;
      if (clusters) this.movers?.watch();
      this.lookAtControllers();
      store.updateCell(this.id, { connection: why, live: why, health: why, drift: why, owner: this.owner });
      return;
    }
    const { repository, rules } = state;
    const head = state.heads.get(this.environment.branch);
    if (head === undefined) {
      this.desired = undefined;
      store.updateCell(this.id, { live: noBranch, health: noBranch, drift: noBranch });
      return;
    }
    if (rules instanceof Error) {
      // Which files say what should run is part of what cannot be read.
      const why = unknownBecause(rules, { at: this.deps.clock.now(), source: repository.where });
      this.desired = undefined;
      store.updateCell(this.id, { live: why, health: why, drift: why, steadySince: undefined });
      return;
    }
    try {
      const { content } = rules;
      if (this.desired?.commit !== head || this.rules !== JSON.stringify(content)) {
        this.rules = JSON.stringify(content);
        const desired = await desiredOf(repository, head, content, this.environment, signal);
        this.desired = { ...desired, commit: head };
        await this.watch(clusters, cluster, desired, signal);
      }
      this.deployed.use(repository);
      this.controllers?.watch();
      this.movers?.watch();
      this.lookAtControllers();
      await this.revision.show(state, this.desired, content, signal);
      this.tell();
    } catch (error) {
      if (isAbort(error) || signal.aborted) throw error;
      this.deps.log.warn(`[fleet] ${this.id}`, error);
      store.updateCell(this.id, {
        drift: unknownBecause(error, { at: this.deps.clock.now(), source: this.id }),
      });
    }
  }

  /** The person asked: what the cluster says is read anew. */
  refresh(): void {
    const { cluster } = this.environment;
    if (cluster) this.deps.clusters?.refresh(cluster, cluster.namespace);
  }

  /** Desired and live objects as they were last compared. */
  get content(): CellContent | undefined {
    return this.desired && { ...this.desired, live: this.live };
  }

  /**
   * One file as it stands in an editor, against what is live. What a renderer made has lines here only where they are
   * certain, and in the committed text alone: what an edit would render to is not known.
   */
  compareText(path: string, text: string): DriftState {
    const held = this.deps.store.latestCell(this.id)?.drift;
    const rendering = this.desired?.rendering;
    if (held?.kind === 'known' && rendering) {
      const committed = rendering.sources.get(path);
      return onlyFile(held, committed !== undefined && isBlobOf(text, committed) ? path : undefined);
    }
    return this.compareFiles(() => [readManifestFile(path, text)]);
  }

  /** What the renderer printed, against what is live. */
  compareRendering(): DriftState {
    return this.compareFiles(({ rendering, files }) => (rendering ? [rendering.file] : files));
  }

  private compareFiles(filesIn: (desired: Desired) => readonly ManifestFile[]): DriftState {
    const { cluster } = this.environment;
    const { store, clusters } = this.deps;
    const held = store.latestCell(this.id)?.drift;
    if (!cluster || !clusters || !this.desired || held?.kind !== 'known') return held ?? noCluster;
    const files = filesIn(this.desired);
    const controllers = this.controllers?.objects ?? [];
    const live = { ...liveStateOf(clusters.state(cluster, cluster.namespace)), controllers };
    const schemaOf = (kind: KindRef) => this.schemas.get(kindKey(kind));
    const compared = compareManifests(files, live, { schemaOf, namespace: cluster.namespace });
    const report = this.verifications.applyTo(compared, files, live.objects);
    return { ...held, report: withIgnored(report, this.ignored) };
  }

  /** Has the server say what it would make of one object. */
  async verify(identity: ObjectIdentity, signal: AbortSignal): Promise<Verified> {
    const { clusters, store } = this.deps;
    const { cluster } = this.environment;
    const isMeant = (other: ObjectIdentity) => identityKey(other) === identityKey(identity);
    const drift = (): ObjectDrift | undefined => {
      const held = store.latestCell(this.id)?.drift;
      return held?.kind === 'known' ? held.report.objects.find(isMeant) : undefined;
    };
    const object = this.desired?.files.flatMap(({ objects }) => objects).findLast((other) => isMeant(other.identity));
    const live = this.live.find(({ kind, metadata }) => kind === identity.kind && metadata.name === identity.name);
    if (!clusters || !cluster || !object || !live) throw nothingToVerify();
    const before = drift();
    const schemaOf = (kind: KindRef) => this.schemas.get(kindKey(kind));
    await this.verifications.ask({ clusters, target: cluster, object, live, schemaOf }, signal);
    this.tell();
    return { before, after: drift() };
  }

  dispose(): void {
    this.listening.dispose();
    this.controllers?.dispose();
    this.movers?.dispose();
    this.watching?.dispose();
  }

  private async watch(clusters: Clusters, target: ClusterTarget, desired: Desired, signal: AbortSignal): Promise<void> {
    const kinds = watchedKinds(desired);
    const wanted = kinds.map(kindKey).join(' ');
    if (wanted !== this.watched) {
      const before = this.watching;
      this.watching = clusters.watch({ target, namespace: target.namespace, kinds });
      before?.dispose(); // after the new one holds them, so that what both want goes on
      this.watched = wanted;
    }
    await this.readSchemas(clusters, target, kinds, signal);
  }

  private async readSchemas(
    clusters: Clusters,
    target: ClusterTarget,
    kinds: readonly KindRef[],
    signal: AbortSignal,
  ): Promise<void> {
    const source = clusters.schemas(target);
    await Promise.all(
      kinds.map(async (kind) => {
        const schema = await source.schema(kind, signal);
        if (schema) this.schemas.set(kindKey(kind), schema);
      }),
    );
  }

  private onChange(change: ClusterChange): void {
    const { cluster, namespace, kinds } = change;
    const isTold = this.controllers?.concerns(change) === true || this.movers?.concerns(change) === true;
    if (isTold && this.lookAtControllers()) this.tell();
    const target = this.environment.cluster;
    if (!target || clusterName(target) !== cluster || target.namespace !== namespace) return;
    if (kinds.size > 0 || !this.confirm(target)) this.tell();
  }

  /** All is as it was, and was looked at once more: only its age is told. False where more than that is to be said. */
  private confirm(target: ClusterTarget): boolean {
    const { clusters, store } = this.deps;
    const connection = clusters?.state(target, target.namespace).connection;
    const held = store.latestCell(this.id);
    if (connection?.kind !== 'live' || held?.connection.kind !== 'live') return false;
    const { observed } = connection;
    const seen = <T extends { readonly kind: string }>(fact: T): T =>
      fact.kind === 'unknown' ? fact : { ...fact, observed };
    const { live, health, drift } = held;
    if (drift.kind === 'unknown') return false;
    store.updateCell(this.id, { connection, live: seen(live), health: seen(health), drift: seen(drift) });
    return true;
  }

  private steadySince(desired: Desired): Instant | undefined {
    const isNamed = namedBy(desired);
    return steadySince(this.live, ({ kind, metadata }) => isNamed(kind, metadata.name));
  }

  private lookAtControllers(): boolean {
    const now = this.deps.clock.now();
    const all = [...new Set([this.controllers, this.movers])];
    return all.map((one) => one?.look(this.repositories, this.service.content.path, now) ?? false).includes(true);
  }

  private get owner(): BranchOwner | undefined {
    const { movedBy } = this.environment;
    // Before the first look, and where no cluster is contacted, why that is so is told by the connection.
    return this.movers || movedBy ? declaredOwner(movedBy, this.movers?.owner) : undefined;
  }

  private tell(): void {
    const { cluster } = this.environment;
    if (!cluster) this.deps.store.updateCell(this.id, { owner: this.owner });
    if (!cluster || !this.desired) return;
    const state = this.deps.clusters?.state(cluster, cluster.namespace);
    if (!state) return;
    this.live = objectsOf(state);
    const held = this.deps.store.latestCell(this.id);
    const { compared, ...facts } = clusterFacts(this.desired, state, {
      commit: this.desired.commit,
      namespace: cluster.namespace,
      schemaOf: ({ apiVersion, kind }) => this.schemas.get(kindKey({ apiVersion, kind })),
      held,
      ignored: this.ignored,
      verifications: this.verifications,
      controllers: this.controllers?.objects ?? [],
    });
    const named = namedBy(this.desired);
    const stable = withStableSets(this.live, ({ kind, metadata }) => named(kind, metadata.name));
    const schemaOf = (kind: KindRef) => this.schemas.get(kindKey(kind));
    const isOfLive = stable.objects === this.live;
    const known = compared && isOfLive ? { desired: this.desired, report: compared } : undefined;
    const seen = this.revision.judge(state, stable, facts.drift, schemaOf, known);
    const controller = this.controllers?.state;
    const live = this.deployed.preferred(seen, controller, stable.underWay.length === 0);
    this.deps.store.updateCell(this.id, {
      ...facts,
      live,
      rollouts: rolloutsOf(this.desired, state),
      controller,
      promoter: this.movers?.promoter,
      owner: this.owner,
      ...(this.isSoaking ? { steadySince: this.steadySince(this.desired) } : {}),
    });
  }
}

function objectsOf({ kinds }: NamespaceState): readonly LiveObject[] {
  return [...kinds.values()].flatMap((state) => (state.kind === 'known' ? state.objects : []));
}

function onlyFile(drift: Extract<DriftState, { readonly kind: 'known' }>, path: string | undefined): DriftState {
  const objects = drift.report.objects.filter(({ file }) => file !== undefined && file === path);
  return { ...drift, report: { ...drift.report, objects } };
}
