import * as vscode from 'vscode';
import type { Instant } from '../../core/support/clock';
import { roughlyAgo } from '../words/age';
import { escaped, trusted } from '../words/markdown';
import { say } from '../words/say';
import { rowItem } from '../tree/item';
import type { TrainNeed } from './need';
import type { NamedTrain } from './trainCalls';
import type { WatchedTrain } from './trainWatch';
import { briefOf, line, needSaid } from './trainWords';

const colours: Partial<Record<TrainNeed, string>> = {
  decide: 'problemsErrorIcon.foreground',
  open: 'notificationsInfoIcon.foreground',
  unknown: 'problemsWarningIcon.foreground',
};

/** The row of a release train among what needs attention. */
export class TrainNode {
  constructor(readonly train: WatchedTrain) {}

  item(now: Instant): vscode.TreeItem {
    const { id, report, need, at, failure } = this.train;
    const label = report.way.map(line).join(' → ');
    const look = needSaid(need, report);
    const old = failure ? [vscode.l10n.t('as of {age}', { age: roughlyAgo(at, now) })] : [];
    const colour = colours[need];
    const words = [look.text, briefOf(report), ...old].filter((text) => text !== '');
    const item = rowItem(
      {
        ...{ id: `train:${id}`, label, description: words.join(' · '), contextValue: 'train' },
        spoken: [vscode.l10n.t('Release train {way}', { way: label }), ...words].join(', '),
        state: vscode.TreeItemCollapsibleState.None,
      },
      { icon: look.icon ?? 'rocket', ...(colour === undefined ? {} : { colour }) },
    );
    item.command = { command: 'branchline.showTrains', title: vscode.l10n.t('Show the Train'), arguments: [this] };
    return item;
  }

  tooltip(now: Instant): vscode.MarkdownString {
    const { id, report, need, at, failure } = this.train;
    const services = (report.steps[0]?.waves ?? []).map((wave) => wave.map(({ service }) => line(service)).join(', '));
    const lines = [
      `**${escaped(report.way.map(line).join(' → '))}** · ${escaped(id)}`,
      escaped(needSaid(need, report).text),
      ...services.map((names, index) =>
        escaped(vscode.l10n.t('Wave {wave}: {services}', { wave: index + 1, services: names })),
      ),
      escaped(vscode.l10n.t('Looked at {age}.', { age: roughlyAgo(at, now) })),
      ...(failure
        ? [escaped(vscode.l10n.t('It could not be looked at again: {reason}', { reason: say(failure) }))]
        : []),
    ];
    return trusted(lines.join('\n\n'), []);
  }
}

/** All release trains that run, wait or ask for a person. */
export class TrainGroup {
  constructor(
    readonly trains: readonly WatchedTrain[],
    /** Why some may be missing. */
    readonly unsearched: readonly string[],
    /** How many could never be looked at. */
    readonly untold = 0,
  ) {}

  get isThere(): boolean {
    return this.trains.length > 0 || this.untold > 0;
  }

  item(): vscode.TreeItem {
    const count = this.trains.length;
    const label = vscode.l10n.t('Release trains');
    const untold = this.untold > 0 ? vscode.l10n.t('{count} could not be looked at', { count: this.untold }) : '';
    const isMissing = this.unsearched.length > this.untold;
    const missing = isMissing ? vscode.l10n.t('not all services could be asked') : '';
    const description = [String(count), untold, missing].filter((text) => text !== '').join(' · ');
    const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Expanded);
    item.id = 'trains';
    item.description = description;
    item.iconPath = new vscode.ThemeIcon('rocket');
    item.contextValue = 'trains';
    item.accessibilityInformation = { label: `${label}, ${description}` };
    return item;
  }

  tooltip(): vscode.MarkdownString {
    return trusted(this.unsearched.map((one) => escaped(line(one))).join('\n\n'), []);
  }

  children(): TrainNode[] {
    return this.trains.map((train) => new TrainNode(train));
  }
}

/** The train that a row is of; nothing for any other. */
export function namedTrain(row: unknown): NamedTrain | undefined {
  return row instanceof TrainNode ? row.train : undefined;
}
