import { buildRollback, type RollbackPlan } from '../promotion/rollback/rollback';
import { short } from '../support/sha';
import { codeEvidence } from './code/lines';
import { preparedCode } from './code/ofChange';
import { readVersionChange } from './versionChange';
import { preparedChange, type ChangeSetting, type ChangeTarget, type PreparedChange } from './preparedChange';

/**
 * A rollback, ready to be proposed: what goes back, and what else.
 * @throws PromotionError where later changes stand against it; GitError
 */
export async function prepareRollback(
  setting: ChangeSetting,
  plan: RollbackPlan,
  target: ChangeTarget,
  signal: AbortSignal,
): Promise<PreparedChange> {
  const { memory, service, templates } = setting;
  const before = (await memory.reader.repository.commit(plan.request.head)).tree;
  await memory.reader.repository.write(plan.staging, signal); // what is not pushed may be looked at
  const code = await preparedCode(setting, { before, after: plan.tree }, plan.staging, signal);
  const version = await readVersionChange(setting, { before, after: plan.tree }, signal);
  const telling = { service, version, template: templates.rollback, code: code && codeEvidence(code) };
  const candidate = await buildRollback(memory, plan, telling);
  const details = {
    kind: 'rollback' as const,
    version,
    code,
    collateral: plan.collateral,
    owned: [],
    notes: notesOf(plan),
  };
  return preparedChange(setting, candidate, target, details, signal);
}

function notesOf({ untouched, automation, stopped, fastForward }: RollbackPlan): readonly string[] {
  const writers = new Set(automation.map((found) => (found.kind === 'bot' ? found.author : found.path)));
  return [
    ...(untouched.length > 0 ? [`Stays as it is: ${untouched.length} places that belong to the environment.`] : []),
    ...(stopped.length > 0 ? [`Stopped in the same pull request: image automation in ${stopped.join(', ')}.`] : []),
    ...(automation.length > 0 && stopped.length === 0
      ? [`Images are written here automatically and may undo this rollback: ${[...writers].join(', ')}.`]
      : []),
    ...(fastForward
      ? [
          `The branch was moved onto ${short(fastForward.merge)} of ${fastForward.onto}: what lies below it was never ` +
            `deployed from here. Before, the branch held ${short(fastForward.previous)}.`,
        ]
      : []),
  ];
}
