import * as vscode from 'vscode';
import type { BaselineRung, Plan } from '../../core/promotion/plan';
import { short } from '../../core/support/sha';

/** How the baseline was found, in words. Source: the ladder of promotion.md §3.4. */
export function rungWords({ commit, rung, inferred }: Plan['baseline']): string {
  const revision = commit === null ? '' : `\`${short(commit)}\` `;
  const words = rungs[rung]();
  return `${revision}${inferred ? vscode.l10n.t('{how} (inferred)', { how: words }) : words}`;
}

const rungs: Record<BaselineRung, () => string> = {
  trailer: () => vscode.l10n.t('found by the trailer of an earlier promotion'),
  revert: () => vscode.l10n.t('rewound by a revert'),
  pullRequest: () => vscode.l10n.t('found by a merged pull request'),
  mergeParent: () => vscode.l10n.t('found by a merge commit'),
  equalTree: () => vscode.l10n.t('found by equal content'),
  mergeBase: () => vscode.l10n.t('the last common commit'),
  pinned: () => vscode.l10n.t('pinned by a person'),
  none: () => vscode.l10n.t('not found'),
};
