import type { SimulatedRollback } from '../../core/promotion/rollback/simulate';
import type { Sha } from '../../core/support/sha';
import type { CliContext } from '../context';
import type { OpenRepository } from '../repository/openRepository';
import { itemText, section } from '../output/text';

const ways: Readonly<Record<SimulatedRollback['way'], string>> = {
  restore: 'restore the state of it (--to)',
  restoreBefore: 'restore the state before it (--to its parent)',
  undo: 'undo its change alone (--undo)',
};

export interface Comparison {
  readonly branch: string;
  readonly head: Sha;
  readonly revision: string;
  readonly json: boolean;
}

/** `rollback --compare REV`: each way back from a deployment, with what it gives and what else it takes. */
export async function compareRollbacks(
  opened: OpenRepository,
  { branch, head, revision, json }: Comparison,
  context: CliContext,
): Promise<void> {
  const [{ deploymentOf }, { simulateRollbacks }, { PromotionError }] = await Promise.all([
    import('../repository/deploymentOf'),
    import('../../core/promotion/rollback/simulate'),
    import('../../core/promotion/errors'),
  ]);
  const deployment = await deploymentOf(revision, branch, opened);
  const simulated = await simulateRollbacks(opened.memory, { branch, head }, deployment, context.signal);
  if (!opened.memory.history.chain(head).index.has(deployment)) throw PromotionError.neverDeployed(deployment, branch);
  const document = { branch, deployment, ways: simulated.map(documentOf) };
  context.print(json ? JSON.stringify(document, null, 2) : simulated.map(textOf).join('\n\n'));
  context.exit(exitOf(simulated));
}

/** Nothing to apply where the branch is in each of those states; a person has to decide where no way leads back. */
function exitOf(simulated: readonly SimulatedRollback[]): 0 | 2 | 3 {
  if (simulated.some((way) => way.kind === 'possible' && way.plan.tree !== null)) return 2;
  return simulated.every((way) => way.kind === 'refused' && way.error.isNothingToDo) ? 0 : 3;
}

function documentOf(simulated: SimulatedRollback) {
  const { way, mode } = simulated;
  if (simulated.kind === 'refused') return { way, mode, refused: simulated.error.message };
  const { tree, items, collateral, conflicts, automation } = simulated.plan;
  return { way, mode, tree, items, collateral, conflicts, automation };
}

function textOf(simulated: SimulatedRollback): string {
  const title = ways[simulated.way];
  if (simulated.kind === 'refused') return `${title}: ${simulated.error.message}`;
  const { tree, items, collateral, conflicts } = simulated.plan;
  return [
    tree === null
      ? `${title}: not possible, what came later builds on it (${conflicts.length} places)`
      : `${title}: ${items.length === 1 ? '1 change' : `${items.length} changes`}`,
    ...section('changes', items.map(itemText)),
    ...section('also goes back', collateral.map(itemText)),
  ].join('\n');
}
