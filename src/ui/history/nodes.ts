import * as vscode from 'vscode';
import type { CellId } from '../../core/fleet/state/snapshot';
import type { Instant } from '../../core/support/clock';
import { short } from '../../core/support/sha';
import { rowItem } from '../tree/item';
import {
  cameWords,
  kindSigns,
  kindWords,
  originWords,
  rewrittenWords,
  stoodWords,
  verdictLook,
} from '../words/deployment';
import { escaped, plainText, trusted } from '../words/markdown';
import { fullWhen } from '../words/when';
import type { HistoryRow } from './deployments';
import { waysBack } from './waysBack';

/** One deployment. Commands find in it what it is about. */
export class DeploymentNode {
  readonly deployment: HistoryRow['deployment'];

  constructor(
    readonly cell: CellId,
    readonly row: HistoryRow,
    private readonly head: string | undefined,
  ) {
    this.deployment = row.deployment;
  }

  item(now: Instant): vscode.TreeItem {
    const { deployment, version, verdict } = this.row;
    const { commit, kind, stood, subject, author } = deployment;
    const look = verdictLook(verdict);
    const label = `${version ?? short(commit)} · ${kindWords(kind)}`;
    const told = [look.label, stoodWords(stood, now), cameWords(deployment, now), plainText(author)];
    const item = rowItem(
      {
        id: `${this.cell} ${commit}`,
        label,
        description: told.join(' · '),
        contextValue: [
          'deployment',
          ...waysBack(deployment, this.head),
          ...(deployment.before === undefined ? [] : ['built']),
        ].join(' '),
        spoken: `${label}. ${told.join(', ')}. ${plainText(subject)}`,
        state: vscode.TreeItemCollapsibleState.None,
      },
      { icon: kindSigns[kind].icon, ...(look.colour === undefined ? {} : { colour: look.colour }) },
    );
    item.command = {
      command: 'branchline.showDeployment',
      title: vscode.l10n.t('Show what it changed'),
      arguments: [this],
    };
    return item;
  }

  tooltip(now: Instant): vscode.MarkdownString {
    const { deployment, version, verdict } = this.row;
    const { commit, kind, origin, subject, author, at, isUndated, madeOn, stood } = deployment;
    const lines = [
      `**${escaped(version ?? short(commit))}** · ${escaped(kindWords(kind))}`,
      escaped(subject),
      escaped(originWords(origin)),
      `$(${verdictLook(verdict).icon}) ${escaped(verdictLook(verdict).label)}`,
      escaped(isUndated ? cameWords(deployment, now) : fullWhen(at)),
      escaped(stoodWords(stood, now)),
      escaped(vscode.l10n.t('{commit} by {author}', { commit: short(commit), author })),
      ...(madeOn === undefined ? [] : [`$(warning) ${escaped(rewrittenWords(madeOn))}`]),
    ];
    return trusted(lines.filter((line) => line !== '').join('\n\n'), []);
  }
}

/** A row that says something of the history as a whole: where it was rewritten, where it ends, that there is more. */
export class NoteNode {
  constructor(
    private readonly id: string,
    private readonly text: string,
    private readonly icon: string,
    private readonly command?: vscode.Command,
  ) {}

  item(): vscode.TreeItem {
    const item = rowItem(
      { id: this.id, label: this.text, spoken: this.text, state: vscode.TreeItemCollapsibleState.None },
      { icon: this.icon },
    );
    if (this.command) item.command = this.command;
    return item;
  }

  tooltip(): vscode.MarkdownString {
    return new vscode.MarkdownString().appendText(this.text);
  }
}

export type HistoryNode = DeploymentNode | NoteNode;

/** The rows of an environment: below a deployment that was made on a rewritten branch, that this is so; last, what is left. */
export function historyNodes(
  cell: CellId,
  shown: {
    readonly rows: readonly HistoryRow[];
    readonly head: string | undefined;
    readonly left: number;
    readonly isCut: boolean;
  },
): readonly HistoryNode[] {
  const { t } = vscode.l10n;
  const rows = shown.rows.flatMap((row): readonly HistoryNode[] => {
    const { commit, madeOn } = row.deployment;
    const node = new DeploymentNode(cell, row, shown.head);
    if (madeOn === undefined) return [node];
    return [node, new NoteNode(`${cell} ${commit} rewritten`, rewrittenWords(madeOn), 'warning')];
  });
  const more = { command: 'branchline.loadMoreHistory', title: t('Load more'), arguments: [] };
  const last =
    shown.left > 0
      ? [new NoteNode(`${cell} more`, t('Load more ({count} earlier)', { count: shown.left }), 'ellipsis', more)]
      : shown.isCut
        ? [
            new NoteNode(
              `${cell} cut`,
              t('The branch is longer than it is followed: what was before is not known.'),
              'info',
            ),
          ]
        : [];
  return [...rows, ...last];
}
