import * as vscode from 'vscode';
import { BranchlineError } from '../../../core/support/errors';
import { message } from '../../../core/support/message';
import { askWhen } from '../../timeline/askWhen';
import { command } from '../command';
import { deploymentIn } from '../support/deploymentsMeant';

/** The fleet as it was when a deployment came, where that is known, or when the person says. */
export const showFleetAt = command('branchline.showFleetAt', async (app, args) => {
  const title = vscode.l10n.t('Show the fleet as it was when?');
  const deployment = deploymentIn(args);
  const came = deployment?.isUndated === true ? undefined : deployment?.at;
  const at = came ?? (await askWhen(title, app.clock.now()));
  if (at === undefined) return;
  if (at > app.clock.now()) throw new BranchlineError('command/notYet', message('That time has not come yet.'));
  app.past.showThen(at);
});
