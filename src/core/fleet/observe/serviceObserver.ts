import { isDeepStrictEqual } from 'node:util';
import { orAborted } from '../../support/orAborted';
import type { Service } from '../../catalog/catalog';
import { RulesError } from '../../catalog/errors';
import type { ToldDemands, PullRequest } from '../../forge/types';
import type { Mirrored } from '../../git/mirror';
import type { Heads } from '../../git/remote';
import type { Judgement } from '../../change/proposals/judgement';
import { BranchlineError, isAbort, reasonOf } from '../../support/errors';
import type { Unknown } from '../../support/observation';
import type { Clock } from '../../support/clock';
import type { Disposable } from '../../support/disposable';
import { AnswerAge } from './answerAge';
import { AskedChecks } from './askedChecks';
import type { Doubts } from '../../relay/hints/doubts';
import type { SharedFact } from '../../relay/subscribe/heldFacts';
import { LookTimes } from './lookTimes';
import { ToldService, type LookBegun } from './toldService';
import { missingBranch, notTrusted } from './said';
import { CellObserver } from '../cluster/cellObserver';
import { unknownBecause } from '../../support/unknownBecause';
import type { RefreshReason } from '../fleet';
import { registriesOf, type CodeSources } from '../../change/code/imageCode';
import { landingReview, type LandingReview } from '../../change/landingReview';
import { ownRules, rulesBranches, usualDefaults } from './ownFile';
import { ServiceJudgements } from './judgements';
import { askAheadForPipelines, observePipelines } from './pipelines';
import { budgetUsed } from './budgetUsed';
import { locationOf } from './serviceLocation';
import type { ServiceLocation } from '../../change/location';
import type { ChangeSetting, ChangeTarget } from '../../change/preparedChange';
import { contentOf, templatesOf, type RepositoryState } from './repositoryState';
import { ServicePlans } from './servicePlans';
import { rewrittenFrom } from './rewritten';
import { ServiceProposals } from './serviceProposals';
import { loadAll, lookAtHeads, lookAtShared, type LookedAt } from './lookAtHeads';
import { observePullRequests } from './pullRequests';
import { cellId, type Cell } from '../state/snapshot';
import type { FleetDependencies } from '../dependencies';

/**
 * Looks at one service: heads, then what hangs on them. One that fails keeps its last facts, with their age, and says
 * why; it never holds up another service.
 */
export class ServiceObserver implements Disposable {
  readonly plans: ServicePlans;
  private readonly ended = new AbortController();
  private readonly answers: AnswerAge;
  private readonly proposals: ServiceProposals;
  private readonly judgements: ServiceJudgements;
  private readonly cells: ReadonlyMap<string, CellObserver>;
  private place: Promise<ServiceLocation> | undefined;
  /** Where it was found last, also after a failure: what the mirror holds is read by it. */
  private found: ServiceLocation | undefined;
  private looking: Promise<void> | undefined;
  /** The look that begins when the one under way has ended. */
  private following: { reason: RefreshReason; readonly look: Promise<void> } | undefined;
  private readonly times: LookTimes;
  private readonly told: ToldService;
  private heads: Heads | undefined;
  /** The last look went by what a relay read. */
  private wasShared = false;
  private demands: ReadonlyMap<string, ToldDemands> = new Map();

  constructor(
    readonly service: Service,
    private readonly deps: FleetDependencies,
  ) {
    this.plans = new ServicePlans(service, deps);
    this.proposals = new ServiceProposals(service, deps.store);
    this.judgements = new ServiceJudgements(deps, service);
    this.answers = new AnswerAge(deps.clock, deps.random);
    this.told = new ToldService(service, deps, {
      look: async (doubts) => {
        await this.look('told', doubts);
        // What a relay read for us it reads once more where not all was seen.
        return this.times.failures === 0 && (this.wasShared || doubts.isSeenIn(this.heads ?? new Map()));
      },
      branches: () => this.found && this.branchesAt(this.found),
      within: (ms) => this.times.within(ms),
      hasten: () => this.times.hasten(),
      isMoving: () => this.times.isMoving,
    });
    this.times = new LookTimes(
      service,
      deps,
      { toldAs: (commit) => this.told.as(commit), budgetUsed: () => budgetUsed(this.found, deps.clock.now()) },
      () => this.look('poll'),
    );
    this.cells = new Map(
      service.environments.map((environment) => [environment.name, new CellObserver(service, environment, deps)]),
    );
  }

  /**
   * Looks now. Whoever asks meanwhile waits for the same look, unless something was done that one which has begun already
   * may have missed. Never rejects: failures are facts.
   */
  look(reason: RefreshReason, doubts?: Doubts): Promise<void> {
    if (doubts) this.told.add(doubts);
    if (this.looking && ['person', 'landed', 'told', 'settings'].includes(reason))
      return this.lookAfter(this.looking, reason);
    this.looking ??= this.lookOnce(reason).finally(() => {
      this.looking = undefined;
      this.times.noteLook();
    });
    return this.looking;
  }

  /** Something was just promoted here: looks more often for a while. */
  expectChange(): void {
    this.times.expectChange();
  }

  /** Called when the attention changed. */
  schedule(): void {
    this.times.schedule();
  }

  /**
   * Where the repository is; found out once, again after a failure. All that contacts anybody for this service comes by here.
   * @throws BranchlineError where the folder is not trusted
   */
  whereabouts(signal: AbortSignal): Promise<ServiceLocation> {
    if (!this.deps.online) return Promise.reject(notTrusted());
    // Whoever asks for it first and goes away takes it from nobody else.
    this.place ??= locationOf(this.service, this.deps.places, this.ended.signal).then(
      (found) => {
        this.told.found(found, this.branchesAt(found));
        return (this.found = found);
      },
      (error: unknown) => {
        this.place = undefined;
        throw error;
      },
    );
    return orAborted(this.place, signal);
  }

  /** What the forge allows on the repository, where it told. */
  async landingRules(signal: AbortSignal): Promise<ChangeTarget['landing']> {
    const { forge } = await this.whereabouts(signal);
    if (forge.kind === 'unknown') return undefined;
    return forge.client.repository(forge.repository, signal).catch((error: unknown) => {
      if (signal.aborted) throw error;
      return undefined; // nobody is kept from looking at a preview by it
    });
  }

  /** How a pull request lands on a branch, and how the open one stands. */
  async landingReview(branch: string, open: PullRequest | undefined, signal: AbortSignal): Promise<LandingReview> {
    const known = { open, held: this.demands.get(branch) };
    return landingReview(await this.whereabouts(signal), branch, known, this.deps.clock, signal);
  }

  /** The repository with the rules in force, for whoever prepares a change of it. @throws RulesError as `contentOf` */
  changeSetting(state: RepositoryState): ChangeSetting {
    const { repository, location } = state;
    const [content, templates] = [contentOf(state), templatesOf(state)];
    const memory = this.plans.memoryOf(state);
    const code = this.codeSources(location.forge);
    const { remote } = location;
    const { name: service } = this.service;
    return { service, repository, remote, memory, content, templates, ...(code ? { code } : {}) };
  }

  /**
   * Whom to ask what code an image was built from; nothing where no registry is to be asked.
   * @param registries those that the catalog names, unless a person asked for more
   */
  codeSources(forge: ServiceLocation['forge'], registries?: CodeSources['registries']): CodeSources | undefined {
    const { registry, clock, keptCode: kept } = this.deps;
    if (!registry) return undefined;
    const rules = this.service.updates ?? [];
    const forges = () =>
      forge.kind === 'known'
        ? Promise.resolve([forge])
        : Promise.reject(new BranchlineError('fleet/noForge', forge.said));
    return { registry, forges, registries: registries ?? registriesOf(rules), rules, clock, kept };
  }

  /** The head of an environment's branch as it was told last. */
  headOf(environment: string): Cell['head'] | undefined {
    return this.deps.store.latestCell(cellId(this.service.name, environment))?.head;
  }

  get clock(): Clock {
    return this.deps.clock;
  }

  cell(environment: string): CellObserver | undefined {
    return this.cells.get(environment);
  }

  /** The repository as our mirror holds it now; asks the remote only where there is no mirror yet, or it was never found where it is. */
  async heldState(signal: AbortSignal): Promise<RepositoryState> {
    const location = this.deps.online && this.found ? this.found : await this.whereabouts(signal);
    const held = await this.deps.mirrors.offline(location.remote, this.branchesAt(location));
    const usual = location.defaultBranch;
    const isEnough = held && held.heads.size > 0 && (usual === undefined || held.heads.has(usual));
    return isEnough ? this.stateOf(held, location) : this.newestState(signal);
  }

  /** The repository with the newest state of its branches. `besides`: branches of ours that are read as well. */
  async newestState(signal: AbortSignal, besides: readonly string[] = []): Promise<RepositoryState> {
    const location = await this.whereabouts(signal);
    const request = { remote: location.remote, branches: [...this.branchesAt(location), ...besides] };
    return this.stateOf(await this.deps.mirrors.refresh(request, signal), location);
  }

  /** With what the repository says of itself, or why that cannot be read. */
  private async stateOf({ repository, heads }: Mirrored, location: ServiceLocation): Promise<RepositoryState> {
    const branches = rulesBranches(location.defaultBranch, heads);
    const rules = await ownRules(this.service, repository, branches).catch((error: unknown) => {
      if (error instanceof RulesError) return error;
      throw error;
    });
    return { repository, heads, location, rules };
  }

  dispose(): void {
    this.ended.abort();
    this.times.dispose();
    this.told.dispose();
    for (const cell of this.cells.values()) cell.dispose();
  }

  private lookAfter(looking: Promise<void>, reason: RefreshReason): Promise<void> {
    this.following ??= {
      reason,
      look: looking.then(() => {
        const next = this.following?.reason ?? reason;
        this.following = undefined;
        return this.ended.signal.aborted ? undefined : this.look(next);
      }),
    };
    // What somebody asks for looks closest, and what was told least.
    if (['person', 'settings'].includes(reason) || this.following.reason === 'told') this.following.reason = reason;
    return this.following.look;
  }

  private async lookOnce(reason: RefreshReason): Promise<void> {
    const { signal } = this.ended;
    const { store, log, clock } = this.deps;
    const { name } = this.service;
    if (reason === 'person') for (const cell of this.cells.values()) cell.refresh();
    const toldAbout = this.told.begin();
    try {
      const known = await this.place?.catch(() => undefined);
      const isFoundAnew = reason === 'settings' || (reason === 'person' && known?.forge.kind === 'unknown');
      if (isFoundAnew) this.place = undefined; // it may have been found out by now, or is another
      const place = await this.whereabouts(signal);
      const shared = this.told.shared(reason, this.branchesAt(place));
      const look = { reason, place, toldAbout };
      const began = clock.now();
      const isDone = shared !== undefined && (await this.lookByShared({ ...look, shared }, signal));
      if (!isDone) await this.lookBy(look, signal);
      this.wasShared = isDone;
      this.times.failures = 0;
      if (this.answers.takeFailure()) toldAbout.failed();
      else {
        toldAbout.done();
        if (!isDone) this.told.noteOwn(began);
      }
      store.setProblem(name, undefined);
    } catch (error) {
      toldAbout.failed();
      if (isAbort(error) || signal.aborted) return;
      this.times.failures += 1;
      this.place = undefined; // a token that was refused may be another by then
      log.warn(`[fleet] ${name} (${reason})`, error);
      const observed = { at: clock.now(), source: name };
      const unknown = unknownBecause(error, observed);
      this.tellFailure(unknown);
      const { said, reason: why } = unknown;
      store.setProblem(name, { subject: name, said, severity: 'error', reason: why, observed });
    }
  }

  /** Whether a look by what a relay read succeeded. @throws the signal's reason when cancelled */
  private async lookByShared(look: Look, signal: AbortSignal): Promise<boolean> {
    try {
      await this.lookBy(look, signal);
      return true;
    } catch (error) {
      if (isAbort(error) || signal.aborted) throw error;
      this.deps.log.debug(`[fleet] ${this.service.name} by what the relay read: ${reasonOf(error)}`);
      this.told.distrust();
      return false;
    }
  }

  private async lookBy({ reason, place, toldAbout, shared }: Look, signal: AbortSignal): Promise<void> {
    const isClose = () => !shared && reason !== 'told' && (reason !== 'poll' || this.times.hasJustChanged);
    const wasClose = isClose();
    // What a relay told is no answer of the forge's own.
    if (wasClose || (!shared && this.wasShared)) this.answers.forget();
    toldAbout.apply(this.answers);
    this.answers.takeFailure();
    const asked = new AskedChecks(this.deps, place.forge, shared);
    const looked = await this.lookAtHeads(place, asked, shared, signal);
    const { mirrored, marks, openPullRequests: count, pullRequests: told } = looked;
    // What a branch demands depends on who asks: a relay does not tell.
    if (!shared) this.demands = looked.demands;
    await loadAll(mirrored, signal);
    await this.tellHeads({ ...looked, demands: this.demands });
    await this.noticeChange(mirrored);
    if (!wasClose && isClose()) this.answers.forget();
    const state = await this.stateOf(mirrored, place);
    await this.plans.tellSameContent(state, signal);
    await Promise.all([
      this.plans.observe(state, signal),
      observePipelines(this.deps, this.service, place, { heads: mirrored.heads, marks }, asked, this.answers, signal),
      observePullRequests(this.deps, this.service, place, { heads: mirrored.heads, count, told }, this.answers, signal),
      ...[...this.cells.values()].map((cell) => cell.show(state, signal)),
    ]);
    const memory = state.rules instanceof Error ? undefined : this.plans.memoryOf(state);
    await this.proposals.tell(memory, mirrored, signal);
    this.tellJudgements(await this.judgements.observe(place, mirrored.heads, asked, this.answers, signal));
  }

  private lookAtHeads(
    place: ServiceLocation,
    asked: AskedChecks,
    shared: SharedFact | undefined,
    signal: AbortSignal,
  ): Promise<LookedAt> {
    const branches = this.branchesAt(place);
    if (shared) return lookAtShared(this.deps, place, shared, branches, signal);
    return lookAtHeads(this.deps, place, { service: this.service, branches }, signal, (told) => {
      // While git cannot be read, nobody takes what the forge says of the checks.
      if (this.times.failures === 0) askAheadForPipelines(this.deps, this.service, told, asked, this.answers);
    });
  }

  private async tellHeads({ mirrored: { repository, heads }, demands, observed: headsAt }: LookedAt): Promise<void> {
    await Promise.all(
      this.service.environments.map(async ({ name, branch }) => {
        const id = cellId(this.service.name, name);
        const head = heads.get(branch);
        const observed = headsAt(branch);
        if (head === undefined) {
          this.deps.store.updateCell(id, { head: missingBranch(branch, observed) });
          return;
        }
        const commit = await repository.commit(head);
        const rewritten = await rewrittenFrom(repository, this.deps.store.latestCell(id)?.head, head);
        const known = { kind: 'known', commit, ...rewritten, observed } as const;
        this.deps.store.updateCell(id, { head: known, demands: demands.get(branch) });
      }),
    );
  }

  private tellJudgements(judgements: ReadonlyMap<number, Judgement>): void {
    for (const { name } of this.service.environments) {
      const id = cellId(this.service.name, name);
      const before = this.deps.store.latestCell(id)?.judgements ?? new Map<number, Judgement>();
      if (!isDeepStrictEqual(before, judgements)) this.deps.store.updateCell(id, { judgements });
    }
  }

  /** What was never known says why; what was known keeps its facts and grows old. */
  private tellFailure(unknown: Unknown): void {
    for (const { name } of this.service.environments) {
      const id = cellId(this.service.name, name);
      const cell = this.deps.store.latestCell(id);
      if (cell?.head.kind === 'unknown') this.deps.store.updateCell(id, { head: unknown });
      if (cell?.pipeline.kind === 'unknown') this.deps.store.updateCell(id, { pipeline: unknown });
    }
    for (const edge of this.deps.store.latestEdges(this.service.name)) {
      if (edge.plan.kind === 'unknown') this.deps.store.updateEdge(edge.id, { plan: unknown });
      if (edge.pullRequests.kind === 'unknown') this.deps.store.updateEdge(edge.id, { pullRequests: unknown });
    }
  }

  /** A push starts a pipeline, and what it says then changes by the minute. */
  private async noticeChange({ repository, heads }: Mirrored): Promise<void> {
    const isFirst = this.heads === undefined;
    if (isDeepStrictEqual(this.heads, heads)) return;
    const commits = await Promise.all([...heads.values()].map((head) => repository.commit(head)));
    const newest = Math.max(...commits.map(({ committer }) => Date.parse(committer.time)));
    // At the first look nobody knows when a branch moved: at the earliest when its head was made.
    this.times.noticeChange(isFirst ? newest : undefined);
    this.heads = heads;
  }

  /** Those of the environments, and that which holds the repository's own rules; where it is not known, all that may. */
  private branchesAt({ defaultBranch }: ServiceLocation): readonly string[] {
    const own = this.service.environments.map(({ branch }) => branch);
    return [...new Set([...own, ...(defaultBranch === undefined ? usualDefaults : [defaultBranch])])];
  }
}

interface Look {
  readonly reason: RefreshReason;
  readonly place: ServiceLocation;
  readonly toldAbout: LookBegun;
  /** What a relay read, where the look goes by that. */
  readonly shared?: SharedFact;
}
