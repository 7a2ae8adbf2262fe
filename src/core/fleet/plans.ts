import type { ContentRules, Service } from '../catalog/catalog';
import { fetchCommit, type Mirrored } from '../git/mirror';
import type { Remote } from '../git/remote';
import { planEdge, planMemory, type PlanMemory, type PreparedPlan } from '../promotion/planEdge';
import { promotionRules } from '../promotion/rules';
import { isAbort } from '../support/errors';
import type { Sha } from '../support/sha';
import { unknownBecause } from './failure';
import { edgeId } from './snapshot';
import type { FleetWorld } from './world';

interface Kept {
  readonly source: Sha | undefined;
  readonly target: Sha | undefined;
  readonly prepared: PreparedPlan;
}

/** Plans the edges of one service, and only those whose heads moved. */
export class ServicePlans {
  private content: ContentRules;
  private memory: PlanMemory | undefined;
  private remote: Remote | undefined;
  private readonly kept = new Map<string, Kept>();

  constructor(
    private readonly service: Service,
    private readonly world: FleetWorld,
  ) {
    this.content = service.content;
  }

  get contentInForce(): ContentRules {
    return this.content;
  }

  /** Where a baseline that no branch holds any more may still be had from. */
  useRemote(remote: Remote): void {
    this.remote = remote;
  }

  /** The rules in force: the catalog's, with the repository's own. A change makes every plan anew. */
  useContent(content: ContentRules): void {
    if (JSON.stringify(content) === JSON.stringify(this.content)) return;
    this.content = content;
    this.memory = undefined;
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
    const { remote } = this;
    const request = {
      ...branches,
      source,
      target,
      ...(remote ? { fetch: (commit: Sha) => fetchCommit(repository, remote, commit) } : {}),
    };
    const prepared = await planEdge(this.memoryOf({ repository, heads }), request, signal);
    this.kept.set(key, { source, target, prepared });
    return prepared;
  }

  memoryOf({ repository }: Mirrored): PlanMemory {
    if (this.memory?.reader.repository !== repository) {
      this.memory = planMemory(repository, promotionRules(this.content));
      this.kept.clear();
    }
    return this.memory;
  }

  branchOf(environment: string): string {
    return this.service.environments.find(({ name }) => name === environment)?.branch ?? environment;
  }
}
