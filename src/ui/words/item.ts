import * as vscode from 'vscode';
import type { PendingItem } from '../../core/promotion/plan';
import type { Aspect } from './aspect';
import { plainText } from './markdown';

const longest = 60;

/** One pending item: what changes into what, and whether it comes back after a rollback. */
export function itemAspect(item: PendingItem): Aspect {
  const change = changeWords(item);
  const label = item.reintroduced ? vscode.l10n.t('{change} (returns after a rollback)', { change }) : change;
  return {
    severity: item.reintroduced ? 'warning' : 'notice',
    icon: item.reintroduced ? 'debug-restart' : icons[item.change],
    label,
    sentence: `${item.path}: ${label}`,
  };
}

const icons: Record<PendingItem['change'], string> = {
  added: 'diff-added',
  removed: 'diff-removed',
  changed: 'diff-modified',
};

/** What becomes of an item, in a few words. */
export function changeWords({ change, before, after }: PendingItem): string {
  if (before === undefined && after === undefined) {
    return {
      added: vscode.l10n.t('added'),
      removed: vscode.l10n.t('removed'),
      changed: vscode.l10n.t('changed'),
    }[change];
  }
  if (change === 'added') return vscode.l10n.t('added: {value}', { value: valueText(after) });
  if (change === 'removed') return vscode.l10n.t('removed: {value}', { value: valueText(before) });
  return `${valueText(before)} → ${valueText(after)}`;
}

/** A value on one line, cut where it is long. */
export function valueText(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value, jsonSafe);
  const line = plainText(text);
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}

function jsonSafe(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
