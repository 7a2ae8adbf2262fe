import * as vscode from 'vscode';
import type { FieldDrift } from '../../core/drift/report';
import { ago } from './age';
import { verdictAspect } from './drift';
import { valueText } from './item';

/** One field's difference on one line, as it stands at the end of the manifest's line. */
export function fieldWords(field: FieldDrift): string {
  const { verdict, live } = field;
  if (verdict === 'changed') return vscode.l10n.t('live: {value}', { value: valueText(live) });
  if (verdict === 'extra' && live !== undefined) {
    return vscode.l10n.t('only live: {path} = {value}', { path: lastStep(field.path), value: valueText(live) });
  }
  if (verdict === 'managed') return vscode.l10n.t('live: {value} (managed)', { value: valueText(live) });
  if (verdict === 'ignored' && live !== undefined) {
    return vscode.l10n.t('live: {value} (ignored)', { value: valueText(live) });
  }
  return verdictAspect(verdict).label;
}

/** Who wrote the live value, and when. */
export function ownerWords({ owner, since }: FieldDrift, now: number): string {
  if (owner === undefined) return vscode.l10n.t('It is not known who changed it.');
  const at = since === undefined ? Number.NaN : Date.parse(since);
  return Number.isNaN(at)
    ? vscode.l10n.t('Owned by {owner}.', { owner })
    : vscode.l10n.t('Owned by {owner}, changed {age}.', { owner, age: ago(at, now) });
}

function lastStep(path: string): string {
  for (let at = path.length - 1, isWithin = false; at >= 0; at -= 1) {
    if (path[at] === ']') isWithin = true;
    else if (path[at] === '[') isWithin = false;
    else if (path[at] === '.' && !isWithin) return path.slice(at + 1);
  }
  return path;
}
