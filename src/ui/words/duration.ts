import * as vscode from 'vscode';

/** How long something took: "2 d 3 h", "3 h 5 min", "12 min". @param ms not negative */
export function duration(ms: number): string {
  const all = Math.round(ms / 60_000);
  const [days, hours, minutes] = [Math.floor(all / 1440), Math.floor((all % 1440) / 60), all % 60];
  if (days > 0) return vscode.l10n.t('{days} d {hours} h', { days, hours });
  return hours > 0
    ? vscode.l10n.t('{hours} h {minutes} min', { hours, minutes })
    : vscode.l10n.t('{minutes} min', { minutes });
}
