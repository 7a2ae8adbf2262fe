import * as vscode from 'vscode';
import type { PreparedChange } from '../../core/change/preparedChange';

const { t } = vscode.l10n;

/** What a person decides on, in one line: "cart 2.10.0 → 2.11.0, dev → test". */
export function headline(change: PreparedChange): string {
  const { kind, service, version, plan, base, title } = change;
  if (kind === 'return' || kind === 'update') return title.startsWith(service) ? title : `${service}: ${title}`;
  const versions = [version?.before, version?.now].flatMap((one) => one ?? []).join(' → ');
  const what = [service, versions].filter((text) => text !== '').join(' ');
  return kind === 'rollback'
    ? t('{what}, back on {branch}', { what, branch: base.branch })
    : t('{what}, {from} → {to}', { what, from: plan?.edge.from ?? '', to: plan?.edge.to ?? base.branch });
}

/** What kind of change it is, and how much changes. */
export function kindWords({ kind, items, left, protectedTarget, base }: PreparedChange): string {
  const names: Readonly<Record<PreparedChange['kind'], string>> = {
    promotion: t('Promotion'),
    rollback: t('Rollback'),
    return: t('Return'),
    update: t('Newer images'),
  };
  return [
    names[kind],
    items.length === 1 ? t('1 change') : t('{count} changes', { count: items.length }),
    ...(left.length > 0 ? [t('{count} stay pending', { count: left.length })] : []),
    ...(protectedTarget ? [t('{branch} is protected', { branch: base.branch })] : []),
  ].join(' · ');
}

/** "cart 2.11.0 to test", for what is told once it was proposed. */
export function briefHeadline({ service, version, base }: PreparedChange): string {
  const what = version ? `${service} ${version.now}` : service;
  return t('{what} to {branch}', { what, branch: base.branch });
}
