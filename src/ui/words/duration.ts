import * as vscode from 'vscode';
import { spanOf } from '../../core/support/span';

/** How long something took: "2 d 3 h", "3 h 5 min", "12 min". @param ms not negative */
export function duration(ms: number): string {
  const { days, hours, minutes } = spanOf(ms);
  if (days > 0) return vscode.l10n.t('{days} d {hours} h', { days, hours });
  return hours > 0
    ? vscode.l10n.t('{hours} h {minutes} min', { hours, minutes })
    : vscode.l10n.t('{minutes} min', { minutes });
}
