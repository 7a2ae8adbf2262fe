import type { ContentRules, PullRequestTemplates, Service } from '../catalog/catalog';
import { fetchCommit, type Mirrored } from '../git/mirror';
import { planEdge, planMemory, type EdgeRequest, type PlanMemory, type PreparedPlan } from '../promotion/planEdge';
import type { PullRequestTexts } from '../promotion/deployments';
import { mayBeToldByPullRequests, pullRequestTexts } from '../promotion/pullRequestTexts';
import { promotionRules } from '../promotion/rules';
import { sameContent } from '../promotion/sameContent';
import { isAbort, reasonOf } from '../support/errors';
import type { Sha } from '../support/sha';
import { unknownBecause } from './failure';
import type { OwnRules } from './ownFile';
import type { ServicePlace } from './place';
import { cellId, edgeId } from './snapshot';
import type { FleetWorld } from './world';

interface Kept {
  readonly source: Sha | undefined;
  readonly target: Sha | undefined;
  readonly prepared: PreparedPlan;
}

/** Plans the edges of one service, and only those whose heads moved. */
export class ServicePlans {
  private rules: OwnRules;
  private memory: PlanMemory | undefined;
  private sameIn: PlanMemory | undefined;
  private place: ServicePlace | undefined;
  private readonly kept = new Map<string, Kept>();

  constructor(
    private readonly service: Service,
    private readonly world: FleetWorld,
  ) {
    this.rules = service;
  }

  get contentInForce(): ContentRules {
    return this.rules.content;
  }

  get templates(): PullRequestTemplates {
    return this.rules.pullRequests ?? {};
  }

  /** Where a baseline that no branch holds any more may still be had from, and who knows what landed. */
  usePlace(place: ServicePlace): void {
    this.place = place;
  }

  /** The rules in force: the catalog's, with the repository's own. Other rules for content make every plan anew. */
  useRules(rules: OwnRules): void {
    const isSame = JSON.stringify(rules.content) === JSON.stringify(this.rules.content);
    this.rules = rules;
    if (!isSame) this.memory = undefined;
  }

  /** Tells of each environment that is promoted from which of its deployments had the content of its head. */
  async tellSameContent(mirrored: Mirrored, signal: AbortSignal): Promise<void> {
    const sources = new Set(this.service.edges.map(({ from }) => from));
    const memory = this.memoryOf(mirrored);
    await Promise.all(
      [...sources].map(async (environment) => {
        const head = mirrored.heads.get(this.branchOf(environment));
        const id = cellId(this.service.name, environment);
        const held = this.world.store.latestCell(id)?.sameContent;
        if (held?.[0] === head && this.sameIn === memory) return;
        const commits = head === undefined ? [] : await sameContent(memory, head, signal);
        this.world.store.updateCell(id, { sameContent: commits });
      }),
    );
    this.sameIn = memory;
  }

  /** Tells the plans of all edges. One that cannot be planned says why; the others are told all the same. */
  async observe(mirrored: Mirrored, signal: AbortSignal): Promise<void> {
    await Promise.all(
      this.service.edges.map(async ({ from, to }) => {
        const id = edgeId(this.service.name, from, to);
        const observed = { at: this.world.clock.now(), source: mirrored.repository.where };
        try {
          const { plan } = await this.plan(from, to, mirrored, signal);
          this.world.store.updateEdge(id, { plan: { kind: 'known', plan, observed } });
        } catch (error) {
          if (isAbort(error) || signal.aborted) throw error;
          this.world.log.warn(`[fleet] plan of ${id}`, error);
          this.world.store.updateEdge(id, { plan: unknownBecause(error, observed) });
        }
      }),
    );
  }

  /** The plan between the heads that the mirror holds. */
  async plan(from: string, to: string, { repository, heads }: Mirrored, signal: AbortSignal): Promise<PreparedPlan> {
    const branches = { from: this.branchOf(from), to: this.branchOf(to) };
    const source = heads.get(branches.from);
    const target = heads.get(branches.to);
    const key = `${branches.from}\n${branches.to}`;
    const kept = this.kept.get(key);
    if (kept && kept.source === source && kept.target === target) return kept.prepared;
    const remote = this.place?.remote;
    const pin = this.service.pins?.find((pinned) => pinned.from === from && pinned.to === to);
    const request: EdgeRequest = {
      ...branches,
      source,
      target,
      pinned: pin && { deployment: pin.deployment, source: pin.baseline },
      ...(remote ? { fetch: (commit: Sha) => fetchCommit(repository, remote, commit) } : {}),
    };
    const memory = this.memoryOf({ repository, heads });
    let prepared = await planEdge(memory, request, signal);
    if (mayBeToldByPullRequests(prepared)) {
      const pullRequests = await this.landed(branches.from, branches.to, signal);
      if (pullRequests.size > 0) prepared = await planEdge(memory, { ...request, pullRequests }, signal);
    }
    this.kept.set(key, { source, target, prepared });
    return prepared;
  }

  /** What the forge's merged pull requests say; a forge that does not answer leaves it to the other rungs. */
  private async landed(from: string, to: string, signal: AbortSignal): Promise<PullRequestTexts> {
    const forge = this.place?.forge;
    if (forge?.kind !== 'known') return new Map();
    try {
      return pullRequestTexts(await forge.client.mergedPullRequests(forge.repository, to, signal), from);
    } catch (error) {
      if (isAbort(error) || signal.aborted) throw error;
      this.world.log.debug(`[fleet] merged pull requests of ${this.service.name}: ${reasonOf(error)}`);
      return new Map();
    }
  }

  memoryOf({ repository }: Mirrored): PlanMemory {
    if (this.memory?.reader.repository !== repository) {
      this.memory = planMemory(repository, promotionRules(this.rules.content));
      this.kept.clear();
    }
    return this.memory;
  }

  /** The branches that are promoted to an environment, with their heads. */
  upstreamOf(environment: string, { heads }: Mirrored): readonly { readonly branch: string; readonly head: Sha }[] {
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
