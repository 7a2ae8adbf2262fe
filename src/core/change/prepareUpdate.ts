import type { Candidate } from '../promotion/candidate';
import { preparedChange, type ChangeSetting, type ChangeTarget, type PreparedChange } from './preparedChange';

/**
 * Newer images, ready to be proposed.
 * @param notes in English; what a person should know before they confirm
 * @throws GitError
 */
export async function prepareUpdate(
  setting: ChangeSetting,
  candidate: Candidate,
  target: ChangeTarget,
  notes: readonly string[],
  signal: AbortSignal,
): Promise<PreparedChange> {
  return preparedChange(setting, candidate, target, { kind: 'update', collateral: [], owned: [], notes }, signal);
}
