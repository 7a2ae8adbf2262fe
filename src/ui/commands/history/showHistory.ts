import * as vscode from 'vscode';
import { command } from '../command';
import { pickCell } from '../support/pick';
import { targetsOf } from '../support/targets';

/** Shows the deployments of one environment of a service in the view that stays. */
export const showHistory = command('branchline.showHistory', async (app, args) => {
  const cell = await pickCell(app, targetsOf(args), vscode.l10n.t('History of which service and environment?'));
  if (cell) await app.history.show(cell.id);
});
