import * as vscode from 'vscode';
import type { RollbackWish } from '../../../core/fleet/fleet';
import type { CellId } from '../../../core/fleet/state/snapshot';
import type { Sha } from '../../../core/support/sha';
import type { App } from '../../app';
import type { WayBack } from '../../history/waysBack';
import { decide } from '../../decision/decide';
import { pickWayBack } from './pickWayBack';
import { withProgress } from '../support/progress';

/**
 * From a deployment to the pull request of a rollback: each way back is simulated, one is chosen, previewed and confirmed.
 * @param wanted a way that was chosen already; where it cannot be gone, the person is told why, and asked
 */
export async function goBack(app: App, cell: CellId, deployment: Sha, wanted?: WayBack): Promise<void> {
  const choices = await withProgress(vscode.l10n.t('Simulating each way back'), app.signal, (signal) =>
    app.fleet.rollbackChoices(cell, deployment, signal),
  );
  const request = await pickWayBack(choices, deployment, wanted);
  if (request) await previewGoingBack(app, cell, request);
}

export async function previewGoingBack(app: App, cell: CellId, request: RollbackWish): Promise<void> {
  await decide(app, {
    again: (signal) => app.fleet.previewRollback(cell, request, signal),
    choose: () => vscode.commands.executeCommand('branchline.rollBack', { cell }),
  });
}
