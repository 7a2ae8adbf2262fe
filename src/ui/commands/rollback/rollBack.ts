import * as vscode from 'vscode';
import { ProposalNode } from '../../tree/proposalNode';
import { command } from '../command';
import { goBack, previewGoingBack } from './goBack';
import { pickDeployment } from './pickDeployment';
import { byState, pickCell } from '../support/pick';
import { withProgress } from '../support/progress';
import { targetsOf } from '../support/targets';

/**
 * Rolls one environment of a service back: to an earlier deployment, or without one deployment's change. On the row of
 * a rollback that is open, the same one is made anew, in the same pull request.
 */
export const rollBack = command('branchline.rollBack', async (app, args) => {
  const [row] = args;
  const again = row instanceof ProposalNode ? row.rollback : undefined;
  if (again) {
    await previewGoingBack(app, again.cell, again.request);
    return;
  }
  const cell = await pickCell(app, targetsOf(args), vscode.l10n.t('Roll back which service and environment?'), {
    by: byState(app),
  });
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
  if (deployment) await goBack(app, cell.id, deployment.commit.sha);
});
