import { cellId } from '../../../core/fleet/state/snapshot';
import { command } from '../command';
import { goBack } from '../rollback/goBack';
import { deploymentMeant } from '../support/deploymentsMeant';

/** Takes back the change of a deployment, by the page that decides on it. */
export const undoDeployment = command('branchline.undoDeployment', async (app, args) => {
  const { service, environment, commit } = deploymentMeant(args);
  await goBack(app, cellId(service, environment), commit, 'undo');
});
