import { buildBackflow } from '../promotion/backflow/buildBackflow';
import type { BackflowPlan } from '../promotion/backflow/planBackflow';
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
  const candidate = await buildBackflow(memory, plan, { service, template });
  const notes = plan.alreadyThere.map(({ path, key }) => `There already: ${path} ${key?.join('.') ?? ''}`.trimEnd());
  return preparedChange(setting, candidate, target, { kind: 'return', collateral: [], owned: [], notes }, signal);
}
