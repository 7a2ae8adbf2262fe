import * as vscode from 'vscode';
import type { DeploymentRow } from '../../../core/fleet/fleet';
import type { Cell } from '../../../core/fleet/state/snapshot';
import { authorOf, subjectOf } from '../../../core/manifest/secrecy/commits';
import { short } from '../../../core/support/sha';
import type { App } from '../../app';
import { rowActions, type RowAction } from '../../history/waysBack';
import { ago } from '../../words/age';
import { plainText } from '../../words/markdown';
import { pickRow } from '../support/pickRow';

/** More are read when the person asks for them. */
const pageSize = 50;

type WayButton = vscode.QuickInputButton & { readonly way: RowAction };

interface Choice extends vscode.QuickPickItem {
  readonly deployment?: DeploymentRow;
  readonly buttons?: readonly WayButton[];
}

interface Asked {
  readonly title: string;
  readonly placeholder?: string;
  /** The deployment that is offered first. */
  readonly healthy?: string | undefined;
  readonly offers: typeof rowActions;
}

/**
 * Lets a person choose a deployment of a branch, newest first: who, when, from what.
 * @param healthy the one that is offered first
 */
export async function pickDeployment(
  app: App,
  cell: Cell,
  title: string,
  healthy?: string,
): Promise<DeploymentRow | undefined> {
  return (await pickFrom(app, cell, { title, healthy, offers: () => [] }))?.deployment;
}

/** The same, with what can be done with each deployment at hand: gives what was taken. */
export function pickDeploymentOrWay(
  app: App,
  cell: Cell,
  words: Pick<Asked, 'title' | 'placeholder'>,
): Promise<{ readonly deployment: DeploymentRow; readonly way?: RowAction } | undefined> {
  return pickFrom(app, cell, { ...words, offers: rowActions });
}

async function pickFrom(app: App, cell: Cell, asked: Asked) {
  const rows = app.fleet.deployments(cell.id, app.signal)[Symbol.asyncIterator]();
  const read: DeploymentRow[] = [];
  for (;;) {
    const more = await readPage(rows, read);
    const picked = await pickRow(choices(read, more, cell, app.clock.now(), asked), asked);
    if (!picked) return undefined;
    const { deployment, buttons } = picked.row;
    const way = buttons?.find((button) => button === picked.button)?.way;
    if (deployment) return { deployment, ...(way ? { way } : {}) };
  }
}

async function readPage(rows: AsyncIterator<DeploymentRow>, into: DeploymentRow[]): Promise<boolean> {
  for (let count = 0; count < pageSize; count++) {
    const next = await rows.next();
    if (next.done === true) return false;
    into.push(next.value);
  }
  return true;
}

const wayButtons: Readonly<Record<RowAction, () => WayButton>> = {
  restore: () => ({
    way: 'restore',
    iconPath: new vscode.ThemeIcon('history'),
    tooltip: vscode.l10n.t('Roll back to this state'),
  }),
  undo: () => ({
    way: 'undo',
    iconPath: new vscode.ThemeIcon('discard'),
    tooltip: vscode.l10n.t('Undo this change'),
  }),
  code: () => ({
    way: 'code',
    iconPath: new vscode.ThemeIcon('code'),
    tooltip: vscode.l10n.t('Show the code that came with it'),
  }),
};

/** How many changes came, and how long the slowest took from commit to deployment. */
function leadWords(changes: DeploymentRow['changes']): string {
  if (changes.length === 0) return '';
  const hours = Math.max(...changes.map(({ leadTimeMs }) => leadTimeMs)) / 3_600_000;
  const words =
    hours < 48
      ? vscode.l10n.t('changes: {count}, lead time up to {hours} h', {
          count: changes.length,
          hours: Math.max(1, Math.ceil(hours)),
        })
      : vscode.l10n.t('changes: {count}, lead time up to {days} days', {
          count: changes.length,
          days: Math.round(hours / 24),
        });
  return ` · ${words}`;
}

function choices(
  rows: readonly DeploymentRow[],
  more: boolean,
  cell: Cell,
  now: number,
  { healthy, offers }: Asked,
): readonly Choice[] {
  const [head] = rows;
  const live = cell.live.kind === 'exact' ? cell.live.deployment.sha : undefined;
  const listed = rows.map((deployment, index): Choice => {
    const { commit, detail, changes } = deployment;
    const marks = [
      ...(index === 0 ? [vscode.l10n.t('head')] : []),
      ...(commit.sha === live ? [vscode.l10n.t('live')] : []),
      ...(commit.sha === healthy ? [vscode.l10n.t('previous healthy: its pipeline passed')] : []),
    ];
    return {
      label: `$(git-commit) ${short(commit.sha).slice(0, 7)} ${plainText(subjectOf(commit))}`,
      description: marks.join(', '),
      detail: `${plainText(authorOf(commit))}, ${ago(Date.parse(commit.committer.time), now)} · ${plainText(detail)}${leadWords(changes)}`,
      deployment,
      buttons: head ? offers(deployment, head.commit).map((way) => wayButtons[way]()) : [],
    };
  });
  const first = listed.filter(({ deployment }) => deployment?.commit.sha === healthy);
  return [
    ...first,
    ...listed.filter((choice) => !first.includes(choice)),
    ...(more ? [{ label: vscode.l10n.t('$(ellipsis) Show earlier deployments') }] : []),
  ];
}
