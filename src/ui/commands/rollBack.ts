import * as vscode from 'vscode';
import type { DeploymentRow, RollbackRequest } from '../../core/fleet/fleet';
import { short } from '../../core/support/sha';
import { confirmAndApply } from '../preview/confirm';
import { command } from './command';
import { pickDeployment } from './pickDeployment';
import { pickCell } from './pick';
import { withProgress } from './progress';
import { targetsOf } from './targets';

/** Rolls one environment of a service back: to an earlier deployment, or without one deployment's change. */
export const rollBack = command('branchline.rollBack', async (app, args) => {
  const cell = await pickCell(app, targetsOf(args), vscode.l10n.t('Roll back which service and environment?'));
  if (!cell) return;
  const deployment = await pickDeployment(app, cell, vscode.l10n.t('Roll back: choose a deployment'));
  if (!deployment) return;
  const request = await pickKind(deployment);
  if (!request) return;
  const preview = await withProgress(vscode.l10n.t('Preparing the preview'), app.signal, (signal) =>
    app.fleet.previewRollback(cell.id, request, signal),
  );
  await confirmAndApply(app, preview);
});

/** The two semantics of promotion.md §3.6. */
async function pickKind({ commit }: DeploymentRow): Promise<RollbackRequest | undefined> {
  const revision = short(commit.sha);
  const choices: readonly (vscode.QuickPickItem & { readonly request: RollbackRequest })[] = [
    {
      label: vscode.l10n.t('$(history) Restore the state of {revision}', { revision }),
      detail: vscode.l10n.t(
        'Everything promotable is as it was then. Later changes and hotfixes go back, too; they are listed.',
      ),
      request: { kind: 'restore', to: commit.sha },
    },
    {
      label: vscode.l10n.t('$(discard) Undo the change of {revision}', { revision }),
      detail: vscode.l10n.t('Only what this deployment changed is taken back. Later changes stay.'),
      request: { kind: 'undo', deployments: [commit.sha] },
    },
  ];
  const picked = await vscode.window.showQuickPick(choices, { title: vscode.l10n.t('Roll back how?') });
  return picked?.request;
}
