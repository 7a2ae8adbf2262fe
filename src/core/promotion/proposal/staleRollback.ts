import type { PlanMemory } from '../edge';
import type { Sha } from '../../support/sha';
import { PromotionError } from '../errors';
import { planRollback, type RollbackMode } from '../rollback/rollback';
import type { RollbackRecord } from '../record/trailers';
import type { StaleReason } from './staleness';

/** What the same rollback would do on a branch that went on since it was proposed. */
export type RollbackOutcome = 'possible' | 'there' | 'conflict' | 'unknown';

export interface RollbackFacts {
  readonly record: RollbackRecord;
  readonly state: 'open' | 'closed' | 'merged';
  /** The branch that it is towards now. */
  readonly base: string;
  readonly mergeable: 'yes' | 'no' | 'unknown';
  /** The head of the branch as it is now; nothing where it is missing. */
  readonly head: Sha | undefined;
  /** Whether the branch's history holds the proposed commit. */
  readonly onTarget?: boolean;
  readonly outcome: RollbackOutcome;
}

/**
 * Why an open rollback no longer is what was shown, the gravest first. Once the branch went on, merging gives neither
 * the promised state nor the present one. Pure; one that does not tell where it was made accuses nobody.
 * @see docs/promotion.md, "Rolling back"
 */
export function staleRollbackReasons(facts: RollbackFacts): readonly StaleReason[] {
  const { record, state, base, head, outcome } = facts;
  if (state !== 'open') return [];
  if (facts.onTarget) return ['mergedOutside'];
  if (base !== record.target) return ['baseMismatch'];
  if (!hasMoved(record, head)) return facts.mergeable === 'no' ? ['conflict'] : [];
  if (outcome === 'there') return ['noop'];
  return outcome === 'conflict' || facts.mergeable === 'no' ? ['conflict', 'targetMoved'] : ['targetMoved'];
}

/** Whether the branch is known to be elsewhere than where the rollback was made. */
export function hasMoved({ head: recorded }: RollbackRecord, head: Sha | undefined): boolean {
  return recorded !== undefined && head !== undefined && recorded !== head;
}

/** The same way back, asked for again. */
export function modeOf({ restored, undone }: RollbackRecord): RollbackMode {
  return restored === undefined
    ? { kind: 'undo', deployments: undone.map(({ first }) => first) }
    : { kind: 'restore', to: restored };
}

/** Simulates a recorded rollback on the branch as it is now. */
export async function outcomeOf(
  memory: PlanMemory,
  record: RollbackRecord,
  head: Sha,
  signal: AbortSignal,
): Promise<RollbackOutcome> {
  try {
    const { stopsAutomation: stopAutomation } = record;
    const asked = { branch: record.target, head, mode: modeOf(record), ...(stopAutomation ? { stopAutomation } : {}) };
    const { tree } = await planRollback(memory, asked, signal);
    return tree === null ? 'conflict' : 'possible';
  } catch (error) {
    if (!(error instanceof PromotionError)) throw error;
    return error.code === 'promotion/alreadyThere' ? 'there' : 'unknown'; // a history that was rewritten
  }
}
