import * as vscode from 'vscode';
import type { ContentKey, PendingItem, Plan } from '../../core/promotion/plan';
import type { OwnedDifference } from '../../core/promotion/proposal/ownedValues';
import { changeWords, valueText } from '../words/item';
import { keyText } from '../words/key';
import { escaped } from '../words/markdown';

const { t } = vscode.l10n;

/** Nothing where there is nothing to say: an empty heading is a question. */
export function section(title: string, body: string): string {
  return body === '' ? '' : `## ${title}\n\n${body}`;
}

export function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}

/** Text as it is, as code that nothing in it can end. */
export function fold(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}markdown\n${text}\n${fence}`;
}

export function itemTable(items: readonly PendingItem[]): string {
  if (items.length === 0) return '';
  const rows = items.map((item) => `| ${placeText(item)} | ${cellText(item.before)} | ${afterText(item)} |`);
  return [`| ${t('Key')} | ${t('Before')} | ${t('After')} |`, '|---|---|---|', ...rows].join('\n');
}

/** What stays, with what either side holds; without a promotion there is no other side. */
export function ownedTable(owned: readonly OwnedDifference[], plan: Plan | undefined): string {
  if (owned.length === 0 || !plan) return '';
  const rows = owned.map((one) => `| ${placeText(one)} | ${cellText(one.target)} | ${cellText(one.source)} |`);
  const head = `| ${t('Key')} | ${t('Stays on {branch}', { branch: escaped(plan.edge.to) })} | ${t('On {branch}', { branch: escaped(plan.edge.from) })} |`;
  return [head, '|---|---|---|', ...rows].join('\n');
}

/** A whole file, or a Secret's value, has no text to show: what becomes of it stands there. */
function afterText(item: PendingItem): string {
  const text =
    item.before === undefined && item.after === undefined ? escaped(changeWords(item)) : cellText(item.after);
  return item.reintroduced ? `${text} ↩ ${escaped(t('returns after a rollback'))}` : text;
}

function cellText(value: unknown): string {
  return value === undefined ? '—' : escaped(valueText(value));
}

export function placeText(place: ContentKey): string {
  const { path, key, document } = place;
  if (!key) return escaped(path);
  const where = document === undefined ? escaped(path) : `${escaped(path)} (${escaped(document)})`;
  return `${where}: **${escaped(keyText(place))}**`;
}
