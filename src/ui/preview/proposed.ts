import * as vscode from 'vscode';
import type { PreparedChange } from '../../core/change/preparedChange';
import type { Proposed } from '../../core/change/proposals/proposeCandidate';
import { briefHeadline } from '../decision/headline';
import { say } from '../words/say';

/** What became of a change that was proposed. */
export function proposedWords(preview: PreparedChange, applied: Proposed): string {
  const { number } = applied.pullRequest;
  const named = { what: briefHeadline(preview), number };
  const words = {
    created: vscode.l10n.t('{what}: pull request #{number} is open.', named),
    updated: vscode.l10n.t('{what}: pull request #{number} is up to date now.', named),
    adopted: vscode.l10n.t('{what}: pull request #{number} was there already.', named),
    none: vscode.l10n.t('{what}: pull request #{number} was there already, with the same content.', named),
  }[applied.action];
  return [words, ...othersWords(applied), ...automergeWords(applied)].join(' ');
}

/** What became of others of ours on the same way. */
function othersWords({ superseded, alsoOpen }: Proposed): readonly string[] {
  const listed = (numbers: readonly number[]) => ({ numbers: numbers.map((number) => `#${number}`).join(', ') });
  return [
    ...(superseded.length > 0 ? [vscode.l10n.t('Closed for it, with a link: {numbers}.', listed(superseded))] : []),
    ...(alsoOpen.length > 0
      ? [vscode.l10n.t('Open on the same way all the same: {numbers}. One of them is enough.', listed(alsoOpen))]
      : []),
  ];
}

function automergeWords({ automerge }: Proposed): readonly string[] {
  if (!automerge) return [];
  if (automerge.kind !== 'notAsked') return [vscode.l10n.t('The forge merges it once its checks pass.')];
  return [vscode.l10n.t('It does not land by itself: {reason}', { reason: say(automerge.said) })];
}
