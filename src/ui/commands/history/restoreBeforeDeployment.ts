import { cellId } from '../../../core/fleet/state/snapshot';
import { command } from '../command';
import { goBack } from '../rollback/goBack';
import { deploymentMeant } from '../support/deploymentsMeant';

/** Rolls back to the state before a deployment, by the page that decides on it. */
export const restoreBeforeDeployment = command('branchline.restoreBeforeDeployment', async (app, args) => {
  const { service, environment, commit } = deploymentMeant(args);
  await goBack(app, cellId(service, environment), commit, 'restoreBefore');
});
