import type { PlanMemory } from '../../promotion/edge';
import type { PullRequest } from '../../forge/types';
import { planBackflow } from '../../promotion/backflow/planBackflow';
import { PromotionError } from '../../promotion/errors';
import type { Plan } from '../../promotion/plan';
import { returnedIn, type RecordedReturn } from '../../promotion/record/recorded';
import type { Sha } from '../../support/sha';

/** What bringing the same back would do now. */
export type ReturnOutcome = 'possible' | 'there' | 'conflict';

/** What open returns would do now; each is looked at once for each state of its branches. */
export class ReturnOutcomes {
  private readonly kept = new Map<string, { readonly of: string; readonly outcome: ReturnOutcome }>();

  /** By the number of the pull request. Of what comes from a branch that no plan is known of, nothing is said. */
  async of(
    memory: PlanMemory,
    into: { readonly branch: string; readonly head: Sha | undefined },
    open: readonly PullRequest[],
    plans: readonly Plan[],
  ): Promise<ReadonlyMap<number, ReturnOutcome>> {
    const outcomes = new Map<number, ReturnOutcome>();
    for (const pullRequest of open) {
      const record = returnedIn(pullRequest, into.branch);
      const plan = record && plans.find(({ edge }) => edge.to === record.from.branch);
      if (!plan || into.head === undefined) continue;
      const key = `${into.branch}\n${pullRequest.number}`;
      const asked = [into.head, plan.source.commit, plan.target.commit].join('\n');
      const kept = this.kept.get(key);
      const outcome = kept?.of === asked ? kept.outcome : await outcomeOf(memory, record, plan, into);
      this.kept.set(key, { of: asked, outcome });
      outcomes.set(pullRequest.number, outcome);
    }
    return outcomes;
  }
}

async function outcomeOf(
  memory: PlanMemory,
  { kind }: RecordedReturn,
  plan: Plan,
  into: { readonly branch: string; readonly head: Sha | undefined },
): Promise<ReturnOutcome> {
  try {
    const { tree } = await planBackflow(memory, { kind, plan, into });
    return tree === null ? 'conflict' : 'possible';
  } catch (error) {
    if (error instanceof PromotionError && error.code === 'promotion/nothingToReturn') return 'there';
    throw error;
  }
}
