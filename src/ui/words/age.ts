import * as vscode from 'vscode';
import { ageOf, type Age } from '../../core/support/age';
import type { Instant } from '../../core/support/clock';

/** How long ago, in the largest unit that fits: "3 s ago", "2 h ago". */
export function ago(at: Instant, now: Instant): string {
  const { unit, count } = ageOf(at, now);
  return unit === 'seconds' ? vscode.l10n.t('{count} s ago', { count }) : roughWords({ unit, count });
}

/** The same without seconds, for what is drawn once and stands a while. */
export function roughlyAgo(at: Instant, now: Instant): string {
  return roughWords(ageOf(at, now));
}

function roughWords({ unit, count }: Age): string {
  switch (unit) {
    case 'now':
    case 'seconds':
      return vscode.l10n.t('just now');
    case 'minutes':
      return vscode.l10n.t('{count} min ago', { count });
    case 'hours':
      return vscode.l10n.t('{count} h ago', { count });
    case 'days':
      return vscode.l10n.t('{count} d ago', { count });
  }
}
