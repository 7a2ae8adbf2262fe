import { planMemory, type EdgeRequest, type PlanMemory } from '../../promotion/edge';
import type { ContentRules, PullRequestTemplates, Service } from '../../catalog/catalog';
import type { RulesError } from '../../catalog/errors';
import { fetchCommit, type Mirrored } from '../../git/mirror';
import { planEdge, type PreparedPlan } from '../../promotion/planEdge';
import type { PullRequestTexts } from '../../promotion/history/deployments';
import { mayBeToldByPullRequests, pullRequestTexts } from '../../promotion/record/pullRequestTexts';
import { promotionRules } from '../../promotion/content/rules';
import { sameContent } from '../../promotion/history/sameContent';
import { isAbort, reasonOf } from '../../support/errors';
import type { Sha } from '../../support/sha';
import { unknownBecause } from '../../support/unknownBecause';
import type { OwnRules } from './ownFile';
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
  private readonly rules = new WeakMap<Mirrored, OwnRules | RulesError>();
  private memoryRules = '';
  private memory: PlanMemory | undefined;
  private sameIn: PlanMemory | undefined;
  private place: ServiceLocation | undefined;
  private readonly kept = new Map<string, Kept>();

  constructor(
    private readonly service: Service,
    private readonly deps: FleetDependencies,
  ) {}

  /** @throws RulesError where what the repository says of itself cannot be read */
  contentOf(mirrored: Mirrored): ContentRules {
    return this.rulesOf(mirrored).content;
  }

  /** @throws RulesError as `contentOf` */
  templatesOf(mirrored: Mirrored): PullRequestTemplates {
    return this.rulesOf(mirrored).pullRequests ?? {};
  }

  /** Where a baseline that no branch holds any more may still be had from, and who knows what landed. */
  usePlace(place: ServiceLocation): void {
    this.place = place;
  }

  /** The rules that hold for a state of the mirror: the catalog's, with the repository's own; or why they cannot be read. */
  useRules(mirrored: Mirrored, rules: OwnRules | RulesError): void {
    this.rules.set(mirrored, rules);
  }

  /** Tells of each environment that is promoted from which of its deployments had the content of its head. */
  async tellSameContent(mirrored: Mirrored, signal: AbortSignal): Promise<void> {
    const sources = new Set(this.service.edges.map(({ from }) => from));
    if (this.unjudged(mirrored)) {
      for (const name of sources) this.deps.store.updateCell(cellId(this.service.name, name), { sameContent: [] });
      this.sameIn = undefined;
      return;
    }
    const memory = this.memoryOf(mirrored);
    await Promise.all(
      [...sources].map(async (environment) => {
        const head = mirrored.heads.get(this.branchOf(environment));
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
  async observe(mirrored: Mirrored, signal: AbortSignal): Promise<void> {
    await Promise.all(
      this.service.edges.map(async ({ from, to }) => {
        const id = edgeId(this.service.name, from, to);
        const observed = { at: this.deps.clock.now(), source: mirrored.repository.where };
        try {
          const { plan } = await this.plan(from, to, mirrored, signal);
          this.deps.store.updateEdge(id, { plan: { kind: 'known', plan, observed } });
        } catch (error) {
          if (isAbort(error) || signal.aborted) throw error;
          this.deps.log.warn(`[fleet] plan of ${id}`, error);
          this.deps.store.updateEdge(id, { plan: unknownBecause(error, observed) });
        }
      }),
    );
  }

  /** The plan between the heads that the mirror holds. */
  async plan(from: string, to: string, mirrored: Mirrored, signal: AbortSignal): Promise<PreparedPlan> {
    const { repository, heads } = mirrored;
    const memory = this.memoryOf(mirrored);
    const branches = { from: this.branchOf(from), to: this.branchOf(to) };
    const source = heads.get(branches.from);
    const target = heads.get(branches.to);
    const key = `${branches.from}\n${branches.to}`;
    const kept = this.kept.get(key);
    if (kept?.memory === memory && kept.source === source && kept.target === target) return kept.prepared;
    const remote = this.place?.remote;
    const pin = this.service.pins?.find((pinned) => pinned.from === from && pinned.to === to);
    const request: EdgeRequest = {
      ...branches,
      source,
      target,
      pinned: pin && { deployment: pin.deployment, source: pin.baseline },
      ...(remote ? { fetch: (commit: Sha) => fetchCommit(repository, remote, commit) } : {}),
    };
    let prepared = await planEdge(memory, request, signal);
    if (mayBeToldByPullRequests(prepared)) {
      const pullRequests = await this.landed(branches.from, branches.to, signal);
      if (pullRequests.size > 0) prepared = await planEdge(memory, { ...request, pullRequests }, signal);
    }
    // What could not be fetched now may be had the next time.
    if (prepared.plan.baseline.lost) this.kept.delete(key);
    else this.kept.set(key, { source, target, memory, prepared });
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
      this.deps.log.debug(`[fleet] merged pull requests of ${this.service.name}: ${reasonOf(error)}`);
      return new Map();
    }
  }

  /** What is kept of the repository under its rules; others make every plan anew. @throws RulesError as `contentOf` */
  memoryOf(mirrored: Mirrored): PlanMemory {
    const { repository } = mirrored;
    const content = this.contentOf(mirrored);
    const rules = JSON.stringify(content);
    if (this.memory?.reader.repository !== repository || this.memoryRules !== rules) {
      this.memory = planMemory(repository, promotionRules(content));
      this.memoryRules = rules;
    }
    return this.memory;
  }

  /** Why nothing can be judged by the rules of a state of the mirror; nothing where they can be read. */
  unjudged(mirrored: Mirrored): RulesError | undefined {
    const rules = this.rules.get(mirrored);
    return rules instanceof Error ? rules : undefined;
  }

  private rulesOf(mirrored: Mirrored): OwnRules {
    const rules = this.rules.get(mirrored);
    if (rules === undefined) throw new Error(`The rules of ${this.service.name} were not read`);
    if (rules instanceof Error) throw rules;
    return rules;
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
