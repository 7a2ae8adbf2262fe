import { withoutShared } from './withoutShared';
import * as vscode from 'vscode';
import type { PendingItem } from '../../core/promotion/plan';
import type { Aspect } from './aspect';
import { keyText } from './key';
import { plainText } from './markdown';

const longest = 60;

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
  const [was, is] = textsOf(before, after).map(plainText);
  const from = hiddenBefore(was ?? '', is ?? '');
  return [was, is].map((text = '') => `${from > 0 ? '…' : ''}${cut(text.slice(from))}`).join(' → ');
}

/** How much of the beginning two long texts leave out, so that what tells them apart is not cut away. */
function hiddenBefore(was: string, is: string): number {
  if (was.length <= longest && is.length <= longest) return 0;
  let start = 0;
  while (start < was.length && was[start] === is[start]) start += 1;
  return start < longest / 2 ? 0 : start - longest / 4;
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
  return cut(plainText(textOf(value)));
}

/** Two values as text, whole; a string stands in quotes where the other is none: `5` and `"5"` are not the same. */
export function textsOf(before: unknown, after: unknown): readonly [string, string] {
  const isString = (value: unknown) => typeof value === 'string';
  const asText = isString(before) === isString(after) ? textOf : inJson;
  return [asText(before), asText(after)];
}

/** A value as text, whole. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : inJson(value);
}

function inJson(value: unknown): string {
  return JSON.stringify(value, jsonSafe);
}

function cut(line: string): string {
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}

function jsonSafe(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
