import * as vscode from 'vscode';
import { command } from '../command';
import { byState, pickCell } from '../support/pick';
import { targetsOf } from '../support/targets';

/** Looks for the deployment of an environment that broke it, by halving. */
export const whichBrokeIt = command('branchline.whichBrokeIt', async (app, args) => {
  const title = vscode.l10n.t('What broke which service and environment?');
  const cell = await pickCell(app, targetsOf(args), title, { by: byState(app) });
  if (cell) app.past.showBisect(cell.service.name, cell.environment.name);
});
