import type { MeasuredService } from '../measures/measure';
import type { Period } from '../measures/period';
import type { PromotionWish } from '../change/preparePromotion';
import type { PreparedChange } from '../change/preparedChange';
import type { Proposed } from '../change/proposals/proposeCandidate';
import type { ObjectIdentity } from '../manifest/objects';
import type { Verified } from './cluster/verifications';
import type { Catalog } from '../catalog/catalog';
import { CatalogError } from '../catalog/errors';
import type { Problem as CatalogProblem } from '../catalog/parse';
import type { ForgeRepository, PullRequest } from '../forge/types';
import type { Commit } from '../git/objects';
import type { Plan } from '../promotion/plan';
import type { PushStep } from '../promotion/propose';
import type { Disposable } from '../support/disposable';
import { BranchlineError } from '../support/errors';
import type { Event } from '../support/emitter';
import { message } from '../support/message';
import type { Sha } from '../support/sha';
import { codeOfDeployments, type CodeOfChange } from '../change/code/ofChange';
import { isRival, ownerNow, ownerOfCell } from './ownerNow';
import { refuseRival } from '../change/engine/refusal';
import { proposeChange } from '../change/proposeChange';
import { changedFiles, type ChangedFile } from '../change/changedFiles';
import { expectCells } from './cluster/expected';
import { deploymentRows } from './preview/deploymentRows';
import { joinDiscoveries, type Found } from '../catalog/discover';
import { discoverServices, foundBefore, repositoriesOf } from './observe/discover';
import type { ShownText } from '../manifest/secrecy/shown';
import { notLookedAt } from './state/empty';
import type {
  Attention,
  CellContent,
  DeploymentRow,
  Fleet,
  RefreshReason,
  RollbackChoice,
  RollbackWish,
  UpdatePreview,
  FileVersion,
} from './fleet';
import { previewBackflow } from './preview/previewBackflow';
import { previewPromotion } from './preview/previewPromotion';
import { previewRollback } from './preview/previewRollback';
import type { ImageInEnvironment } from './imageInEnvironment';
import { imageVersions } from './preview/imageVersions';
import { lookForImages, previewUpdate } from './preview/previewUpdate';
import type { ImageReference, RegistryClient } from '../registry/types';
import type { Followed } from '../where/follow';
import type { Question } from '../where/question';
import { FleetPast } from './preview/past';
import { measures } from './preview/measures';
import { whereIs } from './preview/whereIs';
import { codeRevisions, whereIsCode } from './preview/whereIsCode';
import type { CodeQuestion } from '../change/code/where/contains';
import type { RevisionsThere } from '../change/code/where/revisions';
import type { CodeFound } from '../change/code/where/whereCode';
import { previousHealthy } from '../change/previousHealthy';
import { closeProposal, type TowardsBranch } from '../change/proposals/closeProposal';
import type { Way } from '../change/proposals/proposeCandidate';
import { rollbackChoices } from './preview/rollbackChoices';
import { orAborted } from '../support/orAborted';
import { contentOf } from './observe/repositoryState';
import { cellPipeline } from './cellPipeline';
import { forgeOfService, locatedBy } from './observe/locatedService';
import type { RelaySettings } from './observe/fleetRelay';
import type { LocatedService } from './observe/readService';
import { ServiceObserver } from './observe/serviceObserver';
import { shownFile } from './shownFile';
import {
  cellId,
  type Cell,
  type CellId,
  type DriftState,
  type EdgeId,
  type EdgeSnapshot,
  type FleetChange,
  type FleetSnapshot,
} from './state/snapshot';
import type { FleetDependencies } from './dependencies';
import { endDependencies } from './makeDependencies';

/** The fleet as it is observed: one observer a service, one store for what they say. */
export class ObservedFleet implements Fleet {
  private readonly observers = new Map<string, ServiceObserver>();
  /** What is wrong in a newer text of the catalog: then what the older one says is shown, and nothing is done by it. */
  private notValid: CatalogProblem | undefined;
  /** What the forges named that the catalog asks for services. */
  private found: readonly Found[] = [];
  private undiscovered: readonly string[] = [];
  private expected: Disposable | undefined;
  readonly past: FleetPast;

  constructor(
    private readonly deps: FleetDependencies,
    private readonly onAttention: (attention: Attention) => void,
  ) {
    this.past = new FleetPast((service) => this.observer(service), deps.clock);
  }

  get snapshot(): FleetSnapshot {
    return this.deps.store.snapshot;
  }

  get onDidChange(): Event<FleetChange> {
    return this.deps.store.onDidChange;
  }

  async useCatalog(catalog: Catalog, problems: readonly CatalogProblem[], signal: AbortSignal): Promise<void> {
    const { store, places, clock } = this.deps;
    const [first] = problems;
    const observed = { at: clock.now(), source: 'branchline.yaml' };
    store.setProblem(
      'branchline.yaml',
      first && {
        subject: 'branchline.yaml',
        said: CatalogError.notValidNow(first).said,
        severity: 'error',
        observed,
      },
    );
    this.notValid = first;
    // What the file names, and what was found before, is shown before any forge has answered.
    this.setCatalog(joinDiscoveries(catalog, foundBefore(catalog.discoveries, this.found)));
    await this.deps.cache.restore();
    if (!this.deps.online) return;
    // While forges are waited for; what was kept is shown by now.
    if (catalog.services.some(({ environments }) => environments.some(({ cluster }) => cluster)))
      this.deps.clusters?.prepare();
    const { catalog: whole, found, failures } = await discoverServices(catalog, places, signal, this.found);
    this.found = found;
    for (const subject of this.undiscovered) store.setProblem(subject, undefined);
    this.undiscovered = failures.map(({ subject }) => subject);
    for (const { subject, said } of failures)
      store.setProblem(subject, { subject, said, severity: 'warning', observed });
    if (found.length > 0) this.setCatalog(whole);
    else store.flush();
  }

  /** Services that are as they were keep their observers, and so what is known of them. */
  private setCatalog(catalog: Catalog): void {
    const wanted = new Map(catalog.services.map((service) => [service.name, service]));
    for (const [name, observer] of this.observers) {
      if (JSON.stringify(observer.service) === JSON.stringify(wanted.get(name))) continue;
      observer.dispose();
      this.observers.delete(name);
      this.deps.store.setProblem(name, undefined);
    }
    this.deps.store.setCatalog(catalog);
    const { expected } = this;
    this.expected = expectCells(this.deps.clusters, catalog);
    expected?.dispose();
    for (const [name, service] of wanted) {
      if (!this.observers.has(name)) this.observers.set(name, new ServiceObserver(service, this.deps));
    }
  }

  repositoriesOf(forge: string, owner: string, signal: AbortSignal): Promise<readonly ForgeRepository[]> {
    return repositoriesOf({ forge, owner }, this.deps.places, signal);
  }

  useRelay(relay: RelaySettings | undefined): void {
    this.deps.relay.use(this.deps.online ? relay : undefined);
  }

  askRelayAgain(): void {
    this.deps.relay.again();
  }

  setAttention(attention: Attention): void {
    this.onAttention(attention);
    for (const observer of this.observers.values()) observer.schedule();
  }

  async refresh(reason: RefreshReason, signal: AbortSignal, service?: string): Promise<void> {
    const observers = service === undefined ? [...this.observers.values()] : [this.observer(service)];
    const looks = Promise.all(observers.map((observer) => observer.look(reason)));
    await orAborted(looks, signal);
    this.deps.store.flush();
  }

  async plan(edge: EdgeId, signal: AbortSignal): Promise<Plan> {
    const { observer, snapshot } = this.edge(edge);
    const state = await observer.newestState(signal);
    const { plan } = await observer.plans.plan(snapshot.from.name, snapshot.to.name, state, signal);
    return plan;
  }

  async previewPromotion(edge: EdgeId, choice: PromotionWish, signal: AbortSignal): Promise<PreparedChange> {
    this.mayPropose();
    const { observer, snapshot } = this.edge(edge);
    const { cells } = this.snapshot;
    const source = cells.get(cellId(snapshot.service.name, snapshot.from.name));
    const owner = ownerOfCell(cells.get(cellId(snapshot.service.name, snapshot.to.name)));
    const state = await observer.newestState(signal);
    return previewPromotion(observer, { edge: snapshot, source, owner }, choice, state, signal);
  }

  async rollbackChoices(id: CellId, deployment: Sha, signal: AbortSignal): Promise<readonly RollbackChoice[]> {
    this.mayPropose();
    const { observer, cell } = this.cell(id);
    return rollbackChoices(observer, cell, deployment, await observer.newestState(signal), signal);
  }

  async previousHealthy(id: CellId, signal: AbortSignal): Promise<Commit | undefined> {
    const { observer, cell } = this.cell(id);
    const { repository, heads } = await observer.heldState(signal);
    const head = heads.get(cell.environment.branch);
    const { forge } = await observer.whereabouts(signal);
    if (head === undefined || forge.kind === 'unknown') return undefined;
    return (await previousHealthy(repository, head, forge, this.deps.clock, signal))?.deployment;
  }

  async previewRollback(id: CellId, request: RollbackWish, signal: AbortSignal): Promise<PreparedChange> {
    this.mayPropose();
    const { observer, cell } = this.cell(id);
    return previewRollback(observer, cell, request, await observer.newestState(signal), this.snapshot, signal);
  }

  async previewBackflow(
    id: EdgeId,
    request: { readonly kind: 'hotfix' | 'rolledBack'; readonly commit?: Sha },
    signal: AbortSignal,
  ): Promise<PreparedChange> {
    this.mayPropose();
    const { observer, snapshot } = this.edge(id);
    return previewBackflow(observer, snapshot, request, await observer.newestState(signal), this.snapshot, signal);
  }

  async previewUpdate(service: string, registry: RegistryClient, signal: AbortSignal): Promise<UpdatePreview> {
    this.mayPropose();
    return previewUpdate(this.observer(service), registry, this.snapshot, signal);
  }

  async newerImages(service: string, registry: RegistryClient, signal: AbortSignal) {
    const { images, unread, environment } = await lookForImages(this.observer(service), registry, signal);
    return { images, unread, environment: environment.name };
  }

  imageVersions(service: string, image: ImageReference, signal: AbortSignal): Promise<readonly ImageInEnvironment[]> {
    return imageVersions(this.observer(service), image, this.snapshot, signal);
  }

  async propose(
    change: PreparedChange,
    way: Way,
    signal: AbortSignal,
    told?: (step: PushStep) => void,
  ): Promise<Proposed> {
    this.mayPropose();
    const observer = this.observer(change.service);
    if (isRival(change)) refuseRival(ownerNow(change, this.snapshot), change.base.branch, true);
    // Before anything is done, all is asked for again: what a person acts on is what is there.
    const state = await observer.newestState(signal);
    const now = { repository: state.repository, content: contentOf(state) };
    const proposed = await proposeChange(change, way, await observer.whereabouts(signal), now, signal, told);
    observer.expectChange();
    void observer.look('landed');
    return proposed;
  }

  async closeProposal(
    service: string,
    towards: TowardsBranch,
    proposal: { readonly number: number; readonly comment: string },
    signal: AbortSignal,
  ): Promise<PullRequest> {
    const observer = this.observer(service);
    const { client, repository: on } = await forgeOfService(observer, signal);
    const closed = await closeProposal({ client, on }, towards, proposal, signal);
    void observer.look('landed');
    return closed;
  }

  pipeline(id: CellId, signal: AbortSignal): ReturnType<Fleet['pipeline']> {
    const { observer, cell } = this.cell(id);
    return cellPipeline(observer, cell, signal);
  }

  whereIs(service: string, question: Question, signal: AbortSignal): Promise<Followed> {
    return whereIs(this.observer(service), question, signal);
  }

  whereIsCode(service: string, question: CodeQuestion, signal: AbortSignal): Promise<CodeFound> {
    return whereIsCode(this.observer(service), question, signal);
  }

  codeRevisions(service: string, signal: AbortSignal): Promise<RevisionsThere> {
    return codeRevisions(this.observer(service), signal);
  }

  measures(service: string, period: Period, signal: AbortSignal): Promise<MeasuredService> {
    return measures(this.observer(service), period, this.deps.clock, signal);
  }

  async *deployments(id: CellId, signal: AbortSignal): AsyncIterable<DeploymentRow> {
    const { observer, cell } = this.cell(id);
    yield* deploymentRows(observer, cell, await observer.heldState(signal), signal);
  }

  async codeOfDeployment(id: CellId, deployment: Sha, signal: AbortSignal): Promise<CodeOfChange | undefined> {
    const { observer } = this.cell(id);
    const state = await observer.heldState(signal);
    const sources = observer.codeSources(state.location.forge, 'all');
    if (!sources) return undefined;
    const found = await codeOfDeployments(state.repository, contentOf(state), [deployment], sources, signal);
    return found.get(deployment);
  }

  async changedFiles(
    service: string,
    before: Sha | undefined,
    after: Sha,
    signal: AbortSignal,
  ): Promise<readonly ChangedFile[]> {
    const { repository } = await this.observer(service).heldState(signal);
    const treeOf = async (commit: Sha) => (await repository.commit(commit)).tree;
    return changedFiles(repository, before === undefined ? null : await treeOf(before), await treeOf(after));
  }

  async shownFile(service: string, file: FileVersion, signal: AbortSignal): Promise<ShownText> {
    return shownFile((await this.observer(service).heldState(signal)).repository, file);
  }

  async files(id: CellId, signal: AbortSignal): Promise<readonly { readonly path: string; readonly blob: Sha }[]> {
    const { observer, cell } = this.cell(id);
    const state = await observer.heldState(signal);
    const { repository } = state;
    const head = state.heads.get(cell.environment.branch);
    if (head === undefined) return [];
    const { path: folder } = contentOf(state);
    const entries = await repository.files((await repository.commit(head)).tree);
    return entries
      .filter(({ path }) => folder === '.' || path.startsWith(`${folder}/`))
      .filter(({ path }) => /\.(ya?ml|json)$/i.test(path))
      .map(({ path, sha }) => ({ path, blob: sha }));
  }

  content(id: CellId): CellContent | undefined {
    const cell = this.snapshot.cells.get(id);
    return cell && this.observers.get(cell.service.name)?.cell(cell.environment.name)?.content;
  }

  compareText(id: CellId, path: string, text: string): DriftState {
    const cell = this.snapshot.cells.get(id);
    const observer = cell && this.observers.get(cell.service.name)?.cell(cell.environment.name);
    return observer?.compareText(path, text) ?? notLookedAt;
  }

  compareRendering(id: CellId): DriftState {
    const cell = this.snapshot.cells.get(id);
    const observer = cell && this.observers.get(cell.service.name)?.cell(cell.environment.name);
    return observer?.compareRendering() ?? notLookedAt;
  }

  async verify(id: CellId, object: ObjectIdentity, signal: AbortSignal): Promise<Verified> {
    const { observer, cell } = this.cell(id);
    const one = observer.cell(cell.environment.name);
    if (!one) throw new Error(`${id} is not observed`);
    return one.verify(object, signal);
  }

  dispose(): void {
    for (const observer of this.observers.values()) observer.dispose();
    this.observers.clear();
    this.expected?.dispose();
    endDependencies(this.deps);
  }

  /** @throws CatalogError where the catalog is not valid any more */
  private mayPropose(): void {
    if (this.notValid) throw CatalogError.notValidNow(this.notValid);
  }

  locate(service: string, signal: AbortSignal): Promise<LocatedService> {
    return locatedBy(this.observer(service), this.deps, signal);
  }

  private observer(service: string): ServiceObserver {
    const observer = this.observers.get(service);
    if (!observer) throw gone(service);
    return observer;
  }

  private edge(id: EdgeId): { observer: ServiceObserver; snapshot: EdgeSnapshot } {
    const snapshot = this.snapshot.edges.get(id);
    if (!snapshot) throw gone(id);
    return { observer: this.observer(snapshot.service.name), snapshot };
  }

  private cell(id: CellId): { observer: ServiceObserver; cell: Cell } {
    const cell = this.snapshot.cells.get(id);
    if (!cell) throw gone(id);
    return { observer: this.observer(cell.service.name), cell };
  }
}

function gone(what: string): BranchlineError {
  return new BranchlineError('fleet/gone', message('{what} is not in the catalog (any more).', { what }));
}
