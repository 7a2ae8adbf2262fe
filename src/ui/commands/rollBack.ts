import * as vscode from 'vscode';
import type { RollbackRequest } from '../../core/fleet/fleet';
import type { CellId } from '../../core/fleet/snapshot';
import type { App } from '../app';
import { ProposalNode } from '../tree/proposalNode';
import { confirmAndApply } from '../preview/confirm';
import { command } from './command';
import { pickDeployment } from './pickDeployment';
import { pickCell } from './pick';
import { pickWayBack } from './pickWayBack';
import { withProgress } from './progress';
import { targetsOf } from './targets';

/**
 * Rolls one environment of a service back: to an earlier deployment, or without one deployment's change. On the row of
 * a rollback that is open, the same one is made anew, in the same pull request.
 */
export const rollBack = command('branchline.rollBack', async (app, args) => {
  const [row] = args;
  const again = row instanceof ProposalNode ? row.rollback : undefined;
  if (again) {
    await preview(app, again.cell, again.request);
    return;
  }
  const cell = await pickCell(app, targetsOf(args), vscode.l10n.t('Roll back which service and environment?'));
  if (!cell) return;
  const healthy = await withProgress(
    vscode.l10n.t('Looking for the previous healthy deployment'),
    app.signal,
    (signal) =>
      app.fleet.previousHealthy(cell.id, signal).catch((error: unknown) => {
        app.log.warn(`[rollBack] checks of ${cell.id}`, error);
        return undefined; // the list is there all the same, only nothing in it is said to be healthy
      }),
  );
  const title = vscode.l10n.t('Roll back: choose a deployment');
  const deployment = await pickDeployment(app, cell, title, healthy?.sha);
  if (!deployment) return;
  const choices = await withProgress(vscode.l10n.t('Simulating each way back'), app.signal, (signal) =>
    app.fleet.rollbackChoices(cell.id, deployment.commit.sha, signal),
  );
  const request = await pickWayBack(choices, deployment);
  if (!request) return;
  await preview(app, cell.id, request);
});

async function preview(app: App, cell: CellId, request: RollbackRequest): Promise<void> {
  const prepared = await withProgress(vscode.l10n.t('Preparing the preview'), app.signal, (signal) =>
    app.fleet.previewRollback(cell, request, signal),
  );
  await confirmAndApply(app, prepared);
}
