import type { PlanMemory } from '../../promotion/edge';
import type { Service } from '../../catalog/catalog';
import type { Mirrored } from '../../git/mirror';
import type { RollbackOutcome } from '../../promotion/proposal/staleRollback';
import { cellId } from '../state/snapshot';
import type { FleetStore } from '../state/store';
import { proposalsOf, proposalsTowards } from '../../change/proposals/proposals';
import { ReturnOutcomes, type ReturnOutcome } from '../../change/proposals/returnOutcomes';
import { RollbackOutcomes } from '../../change/proposals/rollbackOutcomes';

/** Tells what became of the pull requests of one service, once plans, checks and pull requests are in. */
export class ServiceProposals {
  private readonly rollbacks = new RollbackOutcomes();
  private readonly returns = new ReturnOutcomes();

  constructor(
    private readonly service: Service,
    private readonly store: FleetStore,
  ) {}

  /** @param memory nothing where nothing can be judged: then it is told whose they are, and no more */
  async tell(memory: PlanMemory | undefined, mirrored: Mirrored, signal: AbortSignal): Promise<void> {
    await this.tellOnEdges(memory, mirrored, signal);
    await this.tellTowards(memory, mirrored, signal);
  }

  private async tellOnEdges(
    memory: PlanMemory | undefined,
    { repository, heads }: Mirrored,
    signal: AbortSignal,
  ): Promise<void> {
    for (const edge of this.store.latestEdges(this.service.name)) {
      const source = this.store.latestCell(cellId(this.service.name, edge.from.name));
      const target = this.store.latestCell(cellId(this.service.name, edge.to.name));
      const { branch } = edge.to;
      const open = edge.pullRequests.kind === 'known' ? edge.pullRequests.open : [];
      const at = { branch, head: heads.get(branch) };
      const outcomes = memory ? await this.rollbacks.of(memory, at, open, signal) : new Map<number, RollbackOutcome>();
      const proposals = proposalsOf(edge, source, target, repository.graph, outcomes);
      this.store.updateEdge(edge.id, { proposals });
    }
  }

  /** What comes back to each branch, and the rollbacks of one that no edge leads to. */
  private async tellTowards(
    memory: PlanMemory | undefined,
    { repository, heads }: Mirrored,
    signal: AbortSignal,
  ): Promise<void> {
    const plans = this.store
      .latestEdges(this.service.name)
      .flatMap(({ plan }) => (plan.kind === 'known' ? [plan.plan] : []));
    for (const { name, branch } of this.service.environments) {
      const id = cellId(this.service.name, name);
      const cell = this.store.latestCell(id);
      const open = cell?.openTowards ?? [];
      if (!cell || (open.length === 0 && (cell.proposals ?? []).length === 0)) continue;
      const at = { branch, head: heads.get(branch) };
      const rollbacks = memory ? await this.rollbacks.of(memory, at, open, signal) : new Map<number, RollbackOutcome>();
      const returns = memory ? await this.returns.of(memory, at, open, plans) : new Map<number, ReturnOutcome>();
      this.store.updateCell(id, { proposals: proposalsTowards(cell, repository.graph, { rollbacks, returns }) });
    }
  }
}
