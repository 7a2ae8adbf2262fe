import * as vscode from 'vscode';
import type { Plan } from '../../core/promotion/plan';
import type { Sha } from '../../core/support/sha';

type Shown = Plan['baseline'];

/** How a commit is shown among the words: as code in Markdown, or as it is. */
export type CommitWords = (commit: Sha) => string;

/** How the baseline was found, in words. Source: the ladder of docs/promotion.md, "The baseline". */
export function rungWords(baseline: Shown, code: CommitWords): string {
  const { commit, deployment, rewoundBy, rung } = baseline;
  if (commit === null) return vscode.l10n.t('not found');
  if (rewoundBy !== undefined && rewoundBy === deployment && rung !== 'revert') {
    const since = vscode.l10n.t('in force again since the rollback {deployment}', { deployment: code(rewoundBy) });
    return `${code(commit)} ${since}`;
  }
  const parts = [code(commit), foundWords(baseline, code)];
  if (rewoundBy !== undefined && rung !== 'revert') {
    parts.push(vscode.l10n.t('(in force again since the rollback {deployment})', { deployment: code(rewoundBy) }));
  }
  return parts.join(' ');
}

function foundWords({ rung, deployment: at, rewoundBy }: Shown, code: CommitWords): string {
  const deployment = at === undefined ? '' : code(at);
  switch (rung) {
    case 'trailer':
      return vscode.l10n.t('found by the trailer of {deployment}', { deployment });
    case 'revert':
      return vscode.l10n.t('inferred from a revert, {deployment}', {
        deployment: rewoundBy === undefined ? deployment : code(rewoundBy),
      });
    case 'pullRequest':
      return vscode.l10n.t('found by the pull request that made {deployment}', { deployment });
    case 'mergeParent':
      return vscode.l10n.t('found by the merge {deployment}', { deployment });
    case 'equalTree':
      return vscode.l10n.t('found by equal content at {deployment}', { deployment });
    case 'mergeBase':
      return vscode.l10n.t('the last common commit');
    case 'pinned':
      return vscode.l10n.t('pinned by a person, at {deployment}', { deployment });
    case 'none':
      return vscode.l10n.t('not found');
  }
}
