import type { PlanMemory } from '../../promotion/edge';
import type { PullRequest } from '../../forge/types';
import { rolledBackIn } from '../../promotion/record/recorded';
import { hasMoved, outcomeOf, type RollbackOutcome } from '../../promotion/proposal/staleRollback';
import type { Sha } from '../../support/sha';

/** What open rollbacks would do once their branch went on; each is simulated once for each head of its branch. */
export class RollbackOutcomes {
  private readonly kept = new Map<string, { readonly of: string; readonly outcome: RollbackOutcome }>();

  /** By the number of the pull request; those whose branch did not move are left out. */
  async of(
    memory: PlanMemory,
    { branch, head }: { readonly branch: string; readonly head: Sha | undefined },
    open: readonly PullRequest[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<number, RollbackOutcome>> {
    const outcomes = new Map<number, RollbackOutcome>();
    for (const pullRequest of open) {
      const record = rolledBackIn(pullRequest, branch);
      if (!record || head === undefined || !hasMoved(record, head)) continue;
      const key = `${branch}\n${pullRequest.number}`;
      const asked = `${head}\n${JSON.stringify(record)}`;
      const kept = this.kept.get(key);
      const outcome = kept?.of === asked ? kept.outcome : await outcomeOf(memory, record, head, signal);
      this.kept.set(key, { of: asked, outcome });
      outcomes.set(pullRequest.number, outcome);
    }
    return outcomes;
  }
}
