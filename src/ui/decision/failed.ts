import * as vscode from 'vscode';
import { BranchlineError, isAbort } from '../../core/support/errors';
import type { Line } from '../../decision/protocol/decision';
import { pushedWords, stoppedWords, type PushReached } from '../words/pushed';
import { say } from '../words/say';
import { line } from './line';
import type { DecisionState } from './standing';

/** What was refused since it is not as it was shown: only making it anew leads on. */
const outdating: ReadonlySet<string> = new Set(['promotion/headsMoved', 'fleet/rulesMoved']);

/**
 * What becomes of a decision of which something failed or was stopped: why, and what was done all the same.
 * @returns with the code of the error, where it is one that is known
 */
export function failedState(
  error: unknown,
  reached: PushReached,
): { readonly state: DecisionState; readonly code: string | undefined } {
  if (isAbort(error)) return { state: { kind: 'failed', said: [line(stoppedWords(reached))] }, code: undefined };
  const done = pushedWords(reached);
  const more: readonly Line[] = done === '' ? [] : [line(done)];
  if (!(error instanceof BranchlineError)) {
    const said = line(vscode.l10n.t('Something unexpected went wrong. The log has the details.'));
    return { state: { kind: 'failed', said: [said, ...more] }, code: undefined };
  }
  const { code, remedy } = error;
  const said = [line(say(error.said)), ...more];
  if (error.isNothingToDo) return { state: { kind: 'over', said }, code };
  if (outdating.has(code)) return { state: { kind: 'outdated', said }, code };
  return { state: { kind: 'failed', said, ...(remedy ? { remedy } : {}) }, code };
}
