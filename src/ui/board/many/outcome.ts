import * as vscode from 'vscode';
import type { PreparedChange } from '../../../core/change/preparedChange';
import type { Look } from '../../../board/protocol/board';
import type { Outcome } from '../../../board/protocol/messages';
import { takenBy } from '../../preview/proposals';
import { titleOf } from '../../preview/title';
import { briefly } from '../../words/item';
import { plainText } from '../../words/markdown';
import { gravityOf } from './gravity';

/** A table shows the first of them; the whole preview shows all. */
const mostItems = 6;

/** What a prepared promotion brings, for its row: the commit is what a person says yes to. */
export function preparedOutcome(edge: string, change: PreparedChange): Outcome {
  const { repository, head, base, items } = change;
  return {
    kind: 'prepared',
    edge,
    commit: head.commit,
    title: titleOf(change),
    brings: items.slice(0, mostItems).map((item) => plainText(briefly(item))),
    more: Math.max(0, items.length - mostItems),
    way: vscode.l10n.t('{repository}: {head} → {base}', { repository, head: head.branch, base: base.branch }),
    notes: notesOf(change),
  };
}

function notesOf(change: PreparedChange): readonly Look[] {
  const ours = takenBy(change)?.pullRequest;
  return [
    ...gravityOf(change).map(({ said }): Look => ({ icon: 'warning', tone: 'warning', label: said })),
    ...(ours
      ? [
          {
            icon: 'git-pull-request',
            tone: 'notice',
            label: vscode.l10n.t('Pull request #{number} takes it.', { number: ours.number }),
          } as const,
        ]
      : []),
    ...change.notes.map((label): Look => ({ icon: 'info', tone: 'notice', label })),
  ];
}
