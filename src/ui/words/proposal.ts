import * as vscode from 'vscode';
import type { Proposal } from '../../core/change/proposals/proposals';
import { shownLine } from '../../core/manifest/secrecy/commits';
import type { StaleReason } from '../../core/promotion/proposal/staleness';
import { carsOf } from '../../core/train/manifest';
import { trainIn } from '../../core/train/trainIn';
import type { Aspect } from './aspect';
import { plainText } from './markdown';

type Edge = Readonly<Record<'from' | 'to', string>>;

/** By branches. */
interface ProposalEdge extends Edge {
  readonly service: string;
}

/** One pull request on an edge: whose it is, and what stands against it. */
export function proposalAspect(proposal: Proposal, edge: ProposalEdge): Aspect {
  const title = plainText(shownLine(proposal.pullRequest.title));
  if (proposal.kind === 'person') {
    const sentence = vscode.l10n.t('{title} Opened by {author}; Branchline never edits it.', {
      title: sentenceOf(title),
      author: plainText(shownLine(proposal.pullRequest.author)),
    });
    return { severity: 'notice', icon: 'git-pull-request', label: title, sentence };
  }
  const train = trainWords(proposal, edge);
  const [gravest] = proposal.stale;
  const label = gravest === undefined ? title : proposal.stale.map((reason) => labels[reason]()).join(', ');
  const stale = proposal.stale.map((reason) => staleSentence(reason, edge));
  const told = [...(train ? [train.sentence] : []), ...stale];
  return {
    severity: gravest === undefined || gravest === 'sourceAdvanced' ? 'notice' : 'warning',
    icon: (gravest && icons[gravest]) ?? 'git-pull-request',
    label: train ? `${label} · ${train.label}` : label,
    sentence: told.length === 0 ? title : [sentenceOf(title), ...told].join(' '),
  };
}

const shownDigits = 8;
const shownServices = 10;

/** The release train that a promotion is a part of; nothing of any other pull request. */
function trainWords(
  proposal: Proposal,
  edge: ProposalEdge,
): { readonly label: string; readonly sentence: string } | undefined {
  const train = proposal.kind === 'ours' ? trainIn(proposal.pullRequest, edge) : undefined;
  if (!train) return undefined;
  const { way, waves } = train.manifest;
  const wave = waves.findIndex((cars) => cars.some(({ service }) => service === edge.service)) + 1;
  if (wave === 0) return undefined; // it names others alone: no train of this service
  const names = carsOf(train.manifest).map(({ service }) => service);
  const more = names.length > shownServices ? ` + ${names.length - shownServices}` : '';
  const place = { wave, waves: waves.length };
  return {
    label: vscode.l10n.t('train {id}, wave {wave} of {waves}', { id: train.id.slice(0, shownDigits), ...place }),
    sentence: vscode.l10n.t('Part of release train {id} ({way}), wave {wave} of {waves}: {services}.', {
      id: train.id,
      way: way.join(' → '),
      ...place,
      services: `${names.slice(0, shownServices).join(', ')}${more}`,
    }),
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
