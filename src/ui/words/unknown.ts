import * as vscode from 'vscode';
import type { Unknown } from '../../core/support/observation';
import type { Aspect } from './aspect';
import { say } from './say';

/** A fact that is not known. Never the look of a good state. */
export function unknownAspect(unknown: Unknown): Aspect {
  return { ...looks[unknown.reason](), sentence: say(unknown.said) };
}

type Look = Pick<Aspect, 'severity' | 'icon' | 'label'>;

const looks: Record<Unknown['reason'], () => Look> = {
  pending: () => ({ severity: 'unknown', icon: 'ellipsis', label: vscode.l10n.t('not looked at yet') }),
  notConfigured: () => ({ severity: 'unknown', icon: 'circle-slash', label: vscode.l10n.t('not configured') }),
  forbidden: () => ({ severity: 'notice', icon: 'lock', label: vscode.l10n.t('forbidden') }),
  unauthorised: () => ({ severity: 'warning', icon: 'key', label: vscode.l10n.t('sign-in needed') }),
  unreachable: () => ({ severity: 'warning', icon: 'debug-disconnect', label: vscode.l10n.t('unreachable') }),
  missing: () => ({ severity: 'notice', icon: 'question', label: vscode.l10n.t('missing') }),
  invalid: () => ({ severity: 'warning', icon: 'warning', label: vscode.l10n.t('cannot be read') }),
  unjudged: () => ({ severity: 'warning', icon: 'law', label: vscode.l10n.t('cannot be judged') }),
};
