import * as vscode from 'vscode';
import type { PushStep } from '../../core/promotion/propose';

/** How far a proposal came that did not come to its end. */
export interface PushReached {
  /** Nothing: no push had begun. */
  readonly step: PushStep | undefined;
  /** The branch that is pushed; nothing where it comes from a branch that is there already. */
  readonly branch: string | undefined;
}

/** What was done all the same; nothing where no push had begun. An answer that never came says neither yes nor no. */
export function pushedWords({ step, branch }: PushReached): string {
  if (step === undefined) return '';
  if (branch === undefined) {
    return vscode.l10n.t(
      'Whether a pull request is open is not known. To do it again is safe: there is one branch and one pull request.',
    );
  }
  switch (step) {
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

/** That somebody stopped it, and what was done by then. */
export function stoppedWords(reached: PushReached): string {
  const done = pushedWords(reached);
  return done === '' ? vscode.l10n.t('Stopped. Nothing was pushed.') : `${vscode.l10n.t('Stopped.')} ${done}`;
}
