import { withoutShared } from './withoutShared';
import * as vscode from 'vscode';
import type { PendingItem } from '../../core/promotion/plan';
import type { Aspect } from './aspect';
import { keyText } from './key';
import { misleading, plainText } from './markdown';

const longest = 60;
const longestWhole = 4_000;

/** An item whose values may be cut to what tells them apart. */
type Worded = Pick<PendingItem, 'path' | 'change' | 'reintroduced'> & {
  readonly before?: unknown;
  readonly after?: unknown;
};

/** One pending item: what changes into what, and whether it comes back after a rollback. */
export function itemAspect(item: Worded): Aspect {
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
export function changeWords({ change, before, after }: Worded): string {
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

/** An item where there is little room: the end of its key, and of each value what tells them apart. */
export function briefly(item: PendingItem): string {
  const { path, key, before, after } = item;
  const name = keyText({ path, ...(key ? { key: key.slice(-2) } : {}) });
  const [from, to] =
    typeof before === 'string' && typeof after === 'string' ? withoutShared(before, after) : [before, after];
  return `${name}: ${itemAspect({ ...item, before: from, after: to }).label}`;
}

/** A value on one line, cut where it is long. */
export function valueText(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value, jsonSafe);
  const line = plainText(text);
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}

/** The same where there is room: with its lines, and cut only where it is longer than anybody reads. */
export function wholeValue(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value, jsonSafe);
  const shown = text.split(/\r?\n/).map((line) => line.replace(misleading, ' '));
  const whole = shown.join('\n');
  return whole.length > longestWhole ? `${whole.slice(0, longestWhole)}…` : whole;
}

function jsonSafe(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
