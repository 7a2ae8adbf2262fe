import type { PlanMemory } from '../edge';
import { BranchlineError } from '../../support/errors';
import type { Sha } from '../../support/sha';
import { planRollback, type RollbackMode, type RollbackPlan, type RollbackRequest } from './rollback';

/** One way back, with what it would do; or why it cannot be gone. */
export type SimulatedRollback = {
  readonly way: 'restore' | 'restoreBefore' | 'undo';
  readonly mode: RollbackMode;
} & (
  | { readonly kind: 'possible'; readonly plan: RollbackPlan }
  | { readonly kind: 'refused'; readonly error: BranchlineError }
);

/**
 * All ways back that one deployment stands for, each simulated: its own state, the state before it, or the present state
 * without its change. A person sees what each gives, and what else it takes, before they choose.
 * @see docs/promotion.md, "Rolling back"
 */
export async function simulateRollbacks(
  memory: PlanMemory,
  request: Omit<RollbackRequest, 'mode'>,
  deployment: Sha,
  signal?: AbortSignal,
): Promise<readonly SimulatedRollback[]> {
  const { graph } = memory.reader.repository;
  if (request.head !== undefined) await graph.load([request.head], signal);
  const before = graph.has(deployment) ? graph.parents(deployment)[0] : undefined;
  const ways: readonly Pick<SimulatedRollback, 'way' | 'mode'>[] = [
    ...(deployment === request.head
      ? []
      : [{ way: 'restore' as const, mode: { kind: 'restore' as const, to: deployment } }]),
    ...(before === undefined
      ? []
      : [{ way: 'restoreBefore' as const, mode: { kind: 'restore' as const, to: before } }]),
    { way: 'undo', mode: { kind: 'undo', deployments: [deployment] } },
  ];
  return Promise.all(
    ways.map(async (way): Promise<SimulatedRollback> => {
      try {
        const meant = way.way === 'restoreBefore' ? { meant: deployment } : {};
        const plan = await planRollback(memory, { ...request, ...meant, mode: way.mode }, signal);
        return { ...way, kind: 'possible', plan };
      } catch (error) {
        if (!(error instanceof BranchlineError)) throw error;
        return { ...way, kind: 'refused', error };
      }
    }),
  );
}
