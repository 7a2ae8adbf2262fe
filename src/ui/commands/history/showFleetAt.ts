import * as vscode from 'vscode';
import { askWhen } from '../../timeline/askWhen';
import { command } from '../command';
import { deploymentIn } from '../support/deploymentsMeant';

/** The fleet as it was when a deployment came, or when the person says. */
export const showFleetAt = command('branchline.showFleetAt', async (app, args) => {
  const title = vscode.l10n.t('Show the fleet as it was when?');
  const at = deploymentIn(args)?.at ?? (await askWhen(title, app.clock.now()));
  if (at !== undefined) app.past.showThen(at);
});
