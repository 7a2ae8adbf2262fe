import { buildBackflow } from '../promotion/backflow/buildBackflow';
import type { BackflowPlan } from '../promotion/backflow/planBackflow';
import { codeEvidence } from './code/lines';
import { preparedCode } from './code/ofChange';
import { preparedChange, type ChangeSetting, type ChangeTarget, type PreparedChange } from './preparedChange';

/**
 * What only a later branch has, ready to be proposed to an earlier one.
 * @throws PromotionError where the earlier branch changed it differently; GitError
 */
export async function prepareBackflow(
  setting: ChangeSetting,
  plan: BackflowPlan,
  target: ChangeTarget,
  signal: AbortSignal,
): Promise<PreparedChange> {
  const { memory, service, templates } = setting;
  const template = templates[plan.request.kind === 'hotfix' ? 'return' : 'takeBack'];
  const { head, tree, staging } = plan;
  const before = (await memory.reader.repository.commit(head)).tree;
  const code = tree === null ? undefined : await preparedCode(setting, { before, after: tree }, staging, signal);
  const candidate = await buildBackflow(memory, plan, { service, template, code: code && codeEvidence(code) });
  const notes = plan.alreadyThere.map(({ path, key }) => `There already: ${path} ${key?.join('.') ?? ''}`.trimEnd());
  const details = { kind: 'return' as const, code, collateral: [], owned: [], notes };
  return preparedChange(setting, candidate, target, details, signal);
}
