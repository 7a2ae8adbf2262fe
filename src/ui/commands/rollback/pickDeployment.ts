import * as vscode from 'vscode';
import type { DeploymentRow } from '../../../core/fleet/fleet';
import type { Cell } from '../../../core/fleet/state/snapshot';
import { authorOf, subjectOf } from '../../../core/manifest/secrecy/commits';
import { short } from '../../../core/support/sha';
import type { App } from '../../app';
import { ago } from '../../words/age';
import { changesWords } from '../../words/changes';
import { plainText } from '../../words/markdown';

/** More are read when the person asks for them. */
const pageSize = 50;

interface Choice extends vscode.QuickPickItem {
  readonly deployment?: DeploymentRow;
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
  const rows = app.fleet.deployments(cell.id, app.signal)[Symbol.asyncIterator]();
  const read: DeploymentRow[] = [];
  for (;;) {
    const more = await readPage(rows, read);
    const picked = await vscode.window.showQuickPick(choices(read, more, cell, app.clock.now(), healthy), {
      ...{ ignoreFocusOut: true, title, matchOnDescription: true, matchOnDetail: true },
    });
    if (!picked) return undefined;
    if (picked.deployment) return picked.deployment;
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

function choices(
  rows: readonly DeploymentRow[],
  more: boolean,
  cell: Cell,
  now: number,
  healthy: string | undefined,
): readonly Choice[] {
  const live = cell.live.kind === 'exact' ? cell.live.deployment.sha : undefined;
  const listed = rows.map((deployment, index): Choice => {
    const { commit, detail, changes } = deployment;
    const who = `${plainText(authorOf(commit))}, ${ago(Date.parse(commit.committer.time), now)}`;
    const marks = [
      ...(index === 0 ? [vscode.l10n.t('head')] : []),
      ...(commit.sha === live ? [vscode.l10n.t('live')] : []),
      ...(commit.sha === healthy ? [vscode.l10n.t('previous healthy: its pipeline passed')] : []),
    ];
    return {
      label: `$(git-commit) ${short(commit.sha).slice(0, 7)} ${plainText(subjectOf(commit))}`,
      description: marks.join(', '),
      detail: [who, plainText(detail), changesWords(changes)].filter((part) => part !== undefined).join(' · '),
      deployment,
    };
  });
  const first = listed.filter(({ deployment }) => deployment?.commit.sha === healthy);
  return [
    ...first,
    ...listed.filter((choice) => !first.includes(choice)),
    ...(more ? [{ label: vscode.l10n.t('$(ellipsis) Show earlier deployments') }] : []),
  ];
}
