import { planMemory, type EdgeRequest, type PlanMemory } from '../../promotion/edge';
import type { Service } from '../../catalog/catalog';
import { fetchCommit } from '../../git/mirror';
import { planEdge, type PreparedPlan } from '../../promotion/planEdge';
import type { PullRequestTexts } from '../../promotion/history/deployments';
import { mayBeToldByPullRequests, pullRequestTexts } from '../../promotion/record/pullRequestTexts';
import { promotionRules } from '../../promotion/content/rules';
import { sameContent } from '../../promotion/history/sameContent';
import { isAbort, reasonOf } from '../../support/errors';
import type { Sha } from '../../support/sha';
import { unknownBecause } from '../../support/unknownBecause';
import { contentOf, type RepositoryState } from './repositoryState';
import type { ServiceLocation } from '../../change/location';
import { cellId, edgeId } from '../state/snapshot';
import type { FleetDependencies } from '../dependencies';

interface Kept {
  readonly source: Sha | undefined;
  readonly target: Sha | undefined;
  /** What it was planned by: the repository and its rules. */
  readonly memory: PlanMemory;
  readonly prepared: PreparedPlan;
}

/** Plans the edges of one service, and only those whose heads moved. */
export class ServicePlans {
  private memoryRules = '';
  private memory: PlanMemory | undefined;
  private sameIn: PlanMemory | undefined;
  private readonly kept = new Map<string, Kept>();

  constructor(
    private readonly service: Service,
    private readonly deps: FleetDependencies,
  ) {}

  /** Tells of each environment that is promoted from which of its deployments had the content of its head. */
  async tellSameContent(state: RepositoryState, signal: AbortSignal): Promise<void> {
    const sources = new Set(this.service.edges.map(({ from }) => from));
    if (state.rules instanceof Error) {
      for (const name of sources) this.deps.store.updateCell(cellId(this.service.name, name), { sameContent: [] });
      this.sameIn = undefined;
      return;
    }
    const memory = this.memoryOf(state);
    await Promise.all(
      [...sources].map(async (environment) => {
        const head = state.heads.get(this.branchOf(environment));
        const id = cellId(this.service.name, environment);
        const held = this.deps.store.latestCell(id)?.sameContent;
        if (held?.[0] === head && this.sameIn === memory) return;
        const commits = head === undefined ? [] : await sameContent(memory, head, signal);
        this.deps.store.updateCell(id, { sameContent: commits });
      }),
    );
    this.sameIn = memory;
  }

  /** Tells the plans of all edges. One that cannot be planned says why; the others are told all the same. */
  async observe(state: RepositoryState, signal: AbortSignal): Promise<void> {
    await Promise.all(
      this.service.edges.map(async ({ from, to }) => {
        const id = edgeId(this.service.name, from, to);
        const observed = { at: this.deps.clock.now(), source: state.repository.where };
        try {
          const { plan } = await this.plan(from, to, state, signal);
          this.deps.store.updateEdge(id, { plan: { kind: 'known', plan, observed } });
        } catch (error) {
          if (isAbort(error) || signal.aborted) throw error;
          this.deps.log.warn(`[fleet] plan of ${id}`, error);
          this.deps.store.updateEdge(id, { plan: unknownBecause(error, observed) });
        }
      }),
    );
  }

  /** The plan between the heads that the repository holds. @throws RulesError as `contentOf` */
  async plan(from: string, to: string, state: RepositoryState, signal: AbortSignal): Promise<PreparedPlan> {
    const { repository, heads, location } = state;
    const memory = this.memoryOf(state);
    const branches = { from: this.branchOf(from), to: this.branchOf(to) };
    const source = heads.get(branches.from);
    const target = heads.get(branches.to);
    const key = `${branches.from}\n${branches.to}`;
    const kept = this.kept.get(key);
    if (kept?.memory === memory && kept.source === source && kept.target === target) return kept.prepared;
    const pin = this.service.pins?.find((pinned) => pinned.from === from && pinned.to === to);
    const request: EdgeRequest = {
      ...branches,
      source,
      target,
      pinned: pin && { deployment: pin.deployment, source: pin.baseline },
      // A baseline that no branch holds any more may still be had from there.
      fetch: (commit: Sha) => fetchCommit(repository, location.remote, commit),
    };
    let prepared = await planEdge(memory, request, signal);
    if (mayBeToldByPullRequests(prepared)) {
      const pullRequests = await this.landed(location, branches, signal);
      if (pullRequests.size > 0) prepared = await planEdge(memory, { ...request, pullRequests }, signal);
    }
    // What could not be fetched now may be had the next time.
    if (prepared.plan.baseline.lost) this.kept.delete(key);
    else this.kept.set(key, { source, target, memory, prepared });
    return prepared;
  }

  /** What the forge's merged pull requests say; a forge that does not answer leaves it to the other rungs. */
  private async landed(
    { forge }: ServiceLocation,
    { from, to }: { readonly from: string; readonly to: string },
    signal: AbortSignal,
  ): Promise<PullRequestTexts> {
    if (forge.kind !== 'known') return new Map();
    try {
      return pullRequestTexts(await forge.client.mergedPullRequests(forge.repository, to, signal), from);
    } catch (error) {
      if (isAbort(error) || signal.aborted) throw error;
      this.deps.log.debug(`[fleet] merged pull requests of ${this.service.name}: ${reasonOf(error)}`);
      return new Map();
    }
  }

  /** What is kept of the repository under its rules; others make every plan anew. @throws RulesError as `contentOf` */
  memoryOf(state: RepositoryState): PlanMemory {
    const { repository } = state;
    const content = contentOf(state);
    const rules = JSON.stringify(content);
    if (this.memory?.reader.repository !== repository || this.memoryRules !== rules) {
      this.memory = planMemory(repository, promotionRules(content));
      this.memoryRules = rules;
    }
    return this.memory;
  }

  /** The branches that are promoted to an environment, with their heads. */
  upstreamOf(
    environment: string,
    { heads }: RepositoryState,
  ): readonly { readonly branch: string; readonly head: Sha }[] {
    return this.service.edges
      .filter(({ to }) => to === environment)
      .flatMap(({ from }) => {
        const branch = this.branchOf(from);
        const head = heads.get(branch);
        return head === undefined ? [] : [{ branch, head }];
      });
  }

  /** The environment at which the way to this one begins. */
  firstOf(environment: string): string {
    const above = this.service.edges.find(({ to }) => to === environment);
    return above ? this.firstOf(above.from) : environment;
  }

  branchOf(environment: string): string {
    return this.service.environments.find(({ name }) => name === environment)?.branch ?? environment;
  }
}
