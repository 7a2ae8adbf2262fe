import * as vscode from 'vscode';
import { BranchlineError, isAbort } from '../../../core/support/errors';
import type { Outcome } from '../../../board/protocol/messages';
import { pushedWords, stoppedWords, type PushReached } from '../../words/pushed';
import { say } from '../../words/say';

/** How far one came that did not come to its end. */
export interface Reached extends PushReached {
  /** Whether it was prepared, and its proposal had begun. */
  readonly isPrepared: boolean;
}

/** What became of one that failed or was stopped: why, what was done all the same, and what a person can do about it. */
export function endedOutcome(edge: string, error: unknown, reached: Reached): Outcome {
  if (isAbort(error)) return { kind: 'stopped', edge, said: stoppedWords(reached) };
  const done = pushedWords(reached);
  const known = error instanceof BranchlineError ? error : undefined;
  const said = known ? say(known.said) : vscode.l10n.t('Something unexpected went wrong. The log has the details.');
  return {
    kind: known && !reached.isPrepared ? 'refused' : 'failed',
    edge,
    said: done === '' ? said : `${said} ${done}`,
    ...(known?.remedy ? { remedy: say(known.remedy.title) } : {}),
  };
}
