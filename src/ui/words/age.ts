import * as vscode from 'vscode';
import type { Instant } from '../../core/support/clock';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** How long ago, in the largest unit that fits: "3 s ago", "2 h ago". */
export function ago(at: Instant, now: Instant): string {
  const ms = Math.max(0, now - at);
  if (ms < second) return vscode.l10n.t('just now');
  if (ms < minute) return vscode.l10n.t('{count} s ago', { count: Math.floor(ms / second) });
  return roughlyAgo(at, now);
}

/** The same without seconds, for what is drawn once and stands a while. */
export function roughlyAgo(at: Instant, now: Instant): string {
  const ms = Math.max(0, now - at);
  if (ms < minute) return vscode.l10n.t('just now');
  if (ms < hour) return vscode.l10n.t('{count} min ago', { count: Math.floor(ms / minute) });
  if (ms < 2 * day) return vscode.l10n.t('{count} h ago', { count: Math.floor(ms / hour) });
  return vscode.l10n.t('{count} d ago', { count: Math.floor(ms / day) });
}
