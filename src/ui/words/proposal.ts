import * as vscode from 'vscode';
import type { Proposal } from '../../core/change/proposals/proposals';
import { shownLine } from '../../core/manifest/secrecy/commits';
import type { StaleReason } from '../../core/promotion/proposal/staleness';
import type { Aspect } from './aspect';
import { plainText } from './markdown';

type Edge = Readonly<Record<'from' | 'to', string>>;

/** One pull request on an edge: whose it is, and what stands against it. */
export function proposalAspect(proposal: Proposal, edge: Edge): Aspect {
  const title = plainText(shownLine(proposal.pullRequest.title));
  if (proposal.kind === 'person') {
    const sentence = vscode.l10n.t('{title} Opened by {author}; Branchline never edits it.', {
      title: sentenceOf(title),
      author: plainText(shownLine(proposal.pullRequest.author)),
    });
    return { severity: 'notice', icon: 'git-pull-request', label: title, sentence };
  }
  const [gravest] = proposal.stale;
  if (gravest === undefined) return { severity: 'notice', icon: 'git-pull-request', label: title, sentence: title };
  return {
    severity: gravest === 'sourceAdvanced' ? 'notice' : 'warning',
    icon: icons[gravest] ?? 'git-pull-request',
    label: proposal.stale.map((reason) => labels[reason]()).join(', '),
    sentence: [sentenceOf(title), ...proposal.stale.map((reason) => staleSentence(reason, edge))].join(' '),
  };
}

/** Why it is stale, and what merging it now would do. */
export function staleSentence(reason: StaleReason, edge: Edge): string {
  return sentences[reason](edge);
}

function sentenceOf(title: string): string {
  return /[.!?]$/.test(title) ? title : `${title}.`;
}

const icons: Partial<Record<StaleReason, string>> = {
  conflict: 'git-merge',
  noop: 'git-pull-request-closed',
  mergedOutside: 'git-pull-request-closed',
  closedUnmerged: 'git-pull-request-closed',
  gateRegressed: 'warning',
  targetMoved: 'warning',
  sourceRewritten: 'warning',
  baseMismatch: 'warning',
  headMoved: 'warning',
};

const labels: Record<StaleReason, () => string> = {
  sourceAdvanced: () => vscode.l10n.t('the source went on'),
  headMoved: () => vscode.l10n.t('its branch went on'),
  sourceRewritten: () => vscode.l10n.t('the source was rewritten'),
  targetMoved: () => vscode.l10n.t('the target went on'),
  conflict: () => vscode.l10n.t('conflict'),
  noop: () => vscode.l10n.t('nothing left to do'),
  gateRegressed: () => vscode.l10n.t('the pipeline failed since'),
  baseMismatch: () => vscode.l10n.t('towards another branch'),
  closedUnmerged: () => vscode.l10n.t('closed, not merged'),
  mergedOutside: () => vscode.l10n.t('merged by another way'),
};

const sentences: Record<StaleReason, (edge: Edge) => string> = {
  sourceAdvanced: (edge) =>
    vscode.l10n.t('{from} went on since: merging ships what was reviewed, and the newer changes stay pending.', edge),
  headMoved: (edge) =>
    vscode.l10n.t('It comes from {from} itself, which went on: it ships more than its text says. Update it.', edge),
  sourceRewritten: (edge) => vscode.l10n.t('What it ships is no longer in the history of {from}.', edge),
  targetMoved: (edge) =>
    vscode.l10n.t('{to} went on since: merging gives another result than the one that was shown. Update it.', edge),
  conflict: () => vscode.l10n.t('It cannot be merged: both sides changed the same content.'),
  noop: (edge) => vscode.l10n.t('All of it is on {to} already: merging changes nothing, and it can be closed.', edge),
  gateRegressed: (edge) => vscode.l10n.t('The pipeline of {from} has failed at the commit that it ships.', edge),
  baseMismatch: (edge) => vscode.l10n.t('It was turned towards another branch than {to}.', edge),
  closedUnmerged: () => vscode.l10n.t('It was closed without being merged, and its changes still wait.'),
  mergedOutside: (edge) => vscode.l10n.t('Its commit is on {to} already, without its own merge.', edge),
};
