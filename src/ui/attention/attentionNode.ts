import * as vscode from 'vscode';
import { edgeContext } from '../tree/edgeNode';
import { rowItem } from '../tree/item';
import type { CellId, EdgeId, FleetSnapshot } from '../../core/fleet/state/snapshot';
import type { CommandId } from '../commands/ids';
import { roughlyAgo } from '../words/age';
import { escaped, trusted } from '../words/markdown';
import { attentionWords, type Attention, type AttentionKind } from './kinds';

/** What a row leads to when it is chosen; the menu has what the row of the tree has. */
const commands: Readonly<Record<AttentionKind, CommandId>> = {
  brokenRollback: 'branchline.explainState',
  failing: 'branchline.explainState',
  unhealthy: 'branchline.explainState',
  drifted: 'branchline.showDrift',
  unjudged: 'branchline.explainState',
  conflict: 'branchline.explainState',
  unknownBaseline: 'branchline.explainState',
  hold: 'branchline.promote',
  stale: 'branchline.openPullRequest',
  uncompared: 'branchline.showDrift',
  hotfix: 'branchline.returnHotfix',
  ready: 'branchline.promote',
};

/** One row. Commands find in it what it is about, as in a row of the tree. */
export class AttentionNode {
  readonly cell?: CellId;
  readonly edge?: EdgeId;
  readonly number?: number;

  constructor(readonly attention: Attention) {
    Object.assign(this, attention.target, attention.number === undefined ? {} : { number: attention.number });
  }

  item({ edges }: FleetSnapshot, now: number): vscode.TreeItem {
    const { id, kind, service, where, look, since } = this.attention;
    const edge = this.edge === undefined ? undefined : edges.get(this.edge);
    const age = since === undefined ? '' : roughlyAgo(since, now);
    const words = attentionWords(this.attention);
    const item = rowItem(
      {
        id,
        label: service,
        description: [words, where, age].filter((text) => text !== '').join(' · '),
        contextValue: [
          ...(edge ? edgeContext(edge) : ['cell']),
          ...(this.number === undefined ? [] : ['pullRequest']),
        ].join(' '),
        spoken: `${[service, where, words, age].filter((text) => text !== '').join(', ')}. ${look.sentence}`,
        state: vscode.TreeItemCollapsibleState.None,
      },
      look,
    );
    item.command = { command: commands[kind], title: words, arguments: [this] };
    return item;
  }

  tooltip(): vscode.MarkdownString {
    const { look, where, service } = this.attention;
    return trusted(`**${escaped(service)}** · ${escaped(where)}\n\n$(${look.icon}) ${escaped(look.sentence)}`, []);
  }
}
