import * as vscode from 'vscode';
import { confirmAndApply } from '../preview/confirm';
import { command } from './command';
import { pickDeployment } from './pickDeployment';
import { pickCell } from './pick';
import { pickWayBack } from './pickWayBack';
import { withProgress } from './progress';
import { targetsOf } from './targets';

/** Rolls one environment of a service back: to an earlier deployment, or without one deployment's change. */
export const rollBack = command('branchline.rollBack', async (app, args) => {
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
  const preview = await withProgress(vscode.l10n.t('Preparing the preview'), app.signal, (signal) =>
    app.fleet.previewRollback(cell.id, request, signal),
  );
  await confirmAndApply(app, preview);
});
