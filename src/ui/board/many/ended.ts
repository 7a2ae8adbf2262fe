import * as vscode from 'vscode';
import type { PushStep } from '../../../core/promotion/propose';
import { BranchlineError, isAbort } from '../../../core/support/errors';
import type { Outcome } from '../../../board/protocol/messages';
import { say } from '../../words/say';

/** How far one came that did not come to its end. */
export interface Reached {
  /** Whether it was prepared, and its proposal had begun. */
  readonly isPrepared: boolean;
  /** How far its push came; nothing: none had begun. */
  readonly step: PushStep | undefined;
  /** The branch that would be pushed. */
  readonly branch: string;
}

/** What became of one that failed or was stopped: why, what was done all the same, and what a person can do about it. */
export function endedOutcome(edge: string, error: unknown, reached: Reached): Outcome {
  const done = doneWords(reached);
  if (isAbort(error)) {
    const said = done === '' ? vscode.l10n.t('Stopped. Nothing was pushed.') : `${vscode.l10n.t('Stopped.')} ${done}`;
    return { kind: 'stopped', edge, said };
  }
  const known = error instanceof BranchlineError ? error : undefined;
  const said = known ? say(known.said) : vscode.l10n.t('Something unexpected went wrong. The log has the details.');
  return {
    kind: known && !reached.isPrepared ? 'refused' : 'failed',
    edge,
    said: done === '' ? said : `${said} ${done}`,
    ...(known?.remedy ? { remedy: say(known.remedy.title) } : {}),
  };
}

/** Nothing where no push had begun. An answer that never came says neither yes nor no. */
function doneWords({ step, branch }: Reached): string {
  switch (step) {
    case undefined:
      return '';
    case 'pushing':
      return vscode.l10n.t(
        'Whether its branch {branch} was pushed is not known. To do it again is safe: there is one branch and one pull request.',
        { branch },
      );
    case 'pushed':
      return vscode.l10n.t(
        'Its branch {branch} was pushed; whether a pull request is open is not known. To do it again is safe: there is one branch and one pull request.',
        { branch },
      );
  }
}
